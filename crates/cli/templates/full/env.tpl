# The integration's secrets, for `cargo botpress dev`. Keep this file out of version control.
SECRET_API_KEY=change-me
