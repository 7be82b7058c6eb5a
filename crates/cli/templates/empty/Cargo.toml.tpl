[package]
name = "my-integration"
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
botpress-sdk = {{sdk}}

[dev-dependencies]
botpress-sdk = { {{sdk-source}}, features = ["testing"] }
tokio = { version = "1", features = ["macros", "rt"] }
