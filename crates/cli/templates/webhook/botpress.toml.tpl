# What `cargo botpress dev` installs the integration with.

[configuration]
# replyUrl = "http://127.0.0.1:9000/messages"
