[package]
name = "my-integration"
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
botpress-sdk = {{sdk}}
serde = { version = "1", features = ["derive"] }

[dev-dependencies]
botpress-local = {{local}}
botpress-sdk = { {{sdk-source}}, features = ["testing"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }
