//! A tile's path reads back as it was written; bundles and tiles of any bytes do no harm.
#![no_main]
use libfuzzer_sys::fuzz_target;
use sovang::log::tile::{TilePath, bundle_bytes, parse_bundle, parse_tile, tile_bytes};

fuzz_target!(|data: &[u8]| {
    let (width, rest) = data.split_at(data.len().min(1));
    let width = u16::from(width.first().copied().unwrap_or(0)) + 1;
    if let Ok(entries) = parse_bundle(rest, width) {
        assert_eq!(bundle_bytes(&entries).unwrap(), rest);
    }
    if let Ok(hashes) = parse_tile(rest, width) {
        assert_eq!(tile_bytes(&hashes), rest);
    }
    if let Ok(path) = std::str::from_utf8(data)
        && let Ok(tile) = path.parse::<TilePath>()
    {
        assert_eq!(tile.to_string(), path);
    }
});
