# What `cargo botpress dev` installs the integration with.

[configuration]
greeting = "Hello"
