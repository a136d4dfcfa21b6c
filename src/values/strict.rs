//! A reader as strict as the format and its schemas. The derived readers are lenient in two ways that neither
//! allows: a list may stand for an object (its members in order), and `{"name": null}` for an enumerated name.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Value};

/// Reads JSON text in which no object has a member twice: the second would silently take the place of the first.
pub fn json(text: &str) -> Result<Value, Error> {
    let mut input = serde_json::Deserializer::from_str(text);
    let Unique(value) = serde::Deserialize::deserialize(&mut input)?;
    input.end().map(|()| value)
}

struct Unique(Value);

impl<'de> serde::Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Unique, D::Error> {
        input.deserialize_any(UniqueVisitor).map(Unique)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let Unique(value) = members.next_value()?;
            if all.insert(name.clone(), value).is_some() {
                return Err(A::Error::custom(format_args!("doubled member «{name}»")));
            }
        }
        Ok(Value::Object(all))
    }
}

/// Reads a value: objects as objects, enumerated names as strings.
pub fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    T::deserialize(Strict(value))
}

/// An object's members, but for those that are read elsewhere.
#[derive(Clone, Copy)]
pub struct Members<'a> {
    members: &'a Map<String, Value>,
    without: &'a [&'a str],
}

impl<'a> Members<'a> {
    /// All members but those.
    pub fn without(members: &'a Map<String, Value>, without: &'a [&'a str]) -> Members<'a> {
        Members { members, without }
    }

    /// Reads an object of these members.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Error> {
        T::deserialize(self)
    }

    fn pairs(self) -> impl Iterator<Item = (&'a str, Strict<'a>)> {
        let kept = self.members.iter().filter(move |(name, _)| !self.without.contains(&name.as_str()));
        kept.map(|(name, value)| (name.as_str(), Strict(value)))
    }
}

impl<'de> Deserializer<'de> for Members<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // Into a buffer, out of reach of this reader: plain members only.
        match self.pairs().any(|(_, value)| value.0.is_array() || value.0.is_object()) {
            true => Err(Error::custom(NESTED)),
            false => visitor.visit_map(MapDeserializer::new(self.pairs())),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.pairs()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.pairs()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct enum identifier ignored_any
    }
}

const NESTED: &str = "a list or object where a plain value is expected";

#[derive(Clone, Copy)]
struct Strict<'a>(&'a Value);

impl<'de> IntoDeserializer<'de, Error> for Strict<'de> {
    type Deserializer = Strict<'de>;

    fn into_deserializer(self) -> Strict<'de> {
        self
    }
}

impl<'de> Deserializer<'de> for Strict<'de> {
    type Error = Error;

    /// Plain values, and objects told apart by their `kind`, whose members are all plain: they are read into
    /// a buffer first, out of reach of this reader.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let nested = |value: &Value| value.is_array() || value.is_object();
        match self.0 {
            Value::Array(_) => Err(Error::custom("a list where none is expected")),
            Value::Object(members) if members.values().any(nested) => Err(Error::custom(NESTED)),
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
            Value::Object(members) => Members::without(members, &[]).deserialize_struct(name, fields, visitor),
            Value::Array(_) => Err(Error::custom("a list where an object is expected")),
            other => other.deserialize_struct(name, fields, visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().map(Strict))),
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
    fn a_member_is_said_once() {
        let same = |text: &str| assert_eq!(json(text).ok(), serde_json::from_str::<Value>(text).ok(), "{text}");
        for text in
            [r#"{"a":[1,-2,1.5,null,true,"x",{"b":{}}]}"#, "[]", "3", r#"{"a":{"b":1},"b":{"b":1}}"#, "{", "{} x", ""]
        {
            same(text);
        }
        for doubled in [
            r#"{"amount":5000,"amount":9000}"#,
            r#"{"amount":5000,"amount":5000}"#,
            r#"{"a":{"b":1,"c":2,"b":1}}"#,
            r#"[{"a":1},{"b":[{"c":1,"c":2}]}]"#,
            r#"{"a":1,"\u0061":1}"#,
        ] {
            assert!(json(doubled).is_err(), "{doubled}");
        }
    }

    #[test]
    fn lists_are_no_objects_and_objects_no_names() {
        let good = json!({
            "inner": [{"colour": "red", "count": null}],
            "tagged": {"kind": "one", "colour": "red"},
            "data": {"a": [{"b": null}]}
        });
        assert!(read::<Outer>(&good).is_ok());
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
            assert!(read::<Outer>(&bad).is_err(), "{bad}");
        }
        assert!(read::<Inner>(&json!(["red", 1])).is_err());
    }
}
