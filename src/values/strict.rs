//! A reader as strict as the format and its schemas. The derived readers are lenient in two ways that neither
//! allows: a list may stand for an object (its members in order), and `{"name": null}` for an enumerated name.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

/// Reads a value: objects as objects, enumerated names as strings.
pub fn read<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Strict(value))
}

struct Strict(Value);

impl IntoDeserializer<'_, Error> for Strict {
    type Deserializer = Strict;

    fn into_deserializer(self) -> Strict {
        self
    }
}

impl<'de> Deserializer<'de> for Strict {
    type Error = Error;

    /// Plain values, and objects told apart by their `kind`, whose members are all plain: they are read into
    /// a buffer first, out of reach of this reader.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let nested = |value: &Value| value.is_array() || value.is_object();
        match &self.0 {
            Value::Array(_) => Err(Error::custom("a list where none is expected")),
            Value::Object(members) if members.values().any(nested) => {
                Err(Error::custom("a list or object where a plain value is expected"))
            }
            _ => self.0.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(members) => {
                visitor.visit_map(MapDeserializer::new(members.into_iter().map(|(name, value)| (name, Strict(value)))))
            }
            Value::Array(_) => Err(Error::custom("a list where an object is expected")),
            other => other.deserialize_struct(name, fields, visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Strict))),
            other => other.deserialize_seq(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// An object whose members nobody has interpreted yet.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(_) => Err(Error::custom("an object where a name is expected")),
            other => other.deserialize_enum(name, variants, visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        Red,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        colour: Colour,
        count: Option<u64>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    enum Tagged {
        One { colour: Colour },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        inner: Vec<Inner>,
        tagged: Tagged,
        data: serde_json::Map<String, Value>,
    }

    #[test]
    fn lists_are_no_objects_and_objects_no_names() {
        let good = json!({
            "inner": [{"colour": "red", "count": null}],
            "tagged": {"kind": "one", "colour": "red"},
            "data": {"a": [{"b": null}]}
        });
        assert!(read::<Outer>(good.clone()).is_ok());
        for (place, value) in [
            ("/inner/0", json!(["red", 1])),
            ("/inner/0/colour", json!({"red": null})),
            ("/inner/0/colour", json!(["red"])),
            ("/tagged", json!(["one", {"colour": "red"}])),
            ("/tagged", json!(["one", "red"])),
            ("/tagged/colour", json!({"red": null})),
            ("/inner", json!({"colour": "red"})),
            ("/data", json!([])),
        ] {
            let mut bad = good.clone();
            *bad.pointer_mut(place).unwrap() = value;
            assert!(read::<Outer>(bad.clone()).is_err(), "{bad}");
        }
        assert!(read::<Inner>(json!(["red", 1])).is_err());
    }
}
