# What `cargo botpress dev` installs the integration with. Secrets are read from `.env` (`SECRET_API_KEY=...`).

[configuration]
apiUrl = "http://127.0.0.1:9000"
