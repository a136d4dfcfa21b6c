//! Tells the program when it was built: a clock that is earlier is wrong. `SOURCE_DATE_EPOCH` makes builds reproducible.

fn main() {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse::<u64>().ok());
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    println!("cargo:rustc-env=SOVANG_BUILT={}", set.unwrap_or(now));
    println!("cargo:rerun-if-env-changed=SOURCE_DATE_EPOCH");
    println!("cargo:rerun-if-changed=Cargo.lock");
}
