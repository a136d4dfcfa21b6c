# What is done every day; `just` lists it.

_:
    @just --list

# the demonstration
demo:
    cargo run --release -- demo

# everything a clean clone must pass; installs what is missing
ci:
    .ci/run

test *args:
    cargo test {{args}}

lint:
    cargo fmt --check && cargo clippy --all-targets -- -D warnings

# writes vectors and the table of rules anew: look at the difference
bless:
    SOVANG_BLESS=1 cargo test --test vectors --test receipts --test bundles --test scenarios

# how fast, beside a baseline of the same run
bench:
    cargo bench
