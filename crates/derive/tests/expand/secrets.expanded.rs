#[automatically_derived]
impl ::botpress_sdk::__private::Secrets for AppSecrets {
    fn definitions() -> ::botpress_sdk::__private::IndexMap<
        ::botpress_sdk::__private::String,
        ::botpress_sdk::__private::SecretDefinition,
    > {
        #[allow(unused_mut)]
        let mut __secrets = ::botpress_sdk::__private::IndexMap::new();
        __secrets
            .insert(
                ::botpress_sdk::__private::string("SIGNING_SECRET"),
                ::botpress_sdk::__private::SecretDefinition::new()
                    .description("Found under \"Basic information\"."),
            );
        __secrets
            .insert(
                ::botpress_sdk::__private::string("CLIENT"),
                ::botpress_sdk::__private::SecretDefinition::new(),
            );
        __secrets
            .insert(
                ::botpress_sdk::__private::string("SENTRY_DSN"),
                ::botpress_sdk::__private::SecretDefinition::new().optional(true),
            );
        __secrets
    }
    fn from_env(
        __env: &::botpress_sdk::__private::Env,
    ) -> ::core::result::Result<Self, ::botpress_sdk::__private::MissingSecrets> {
        let mut __missing = ::botpress_sdk::__private::Vec::new();
        let signing_secret = ::botpress_sdk::__private::required_secret(
            __env,
            "SIGNING_SECRET",
            &mut __missing,
        );
        let client_secret = ::botpress_sdk::__private::required_secret(
            __env,
            "CLIENT",
            &mut __missing,
        );
        match (signing_secret, client_secret) {
            (
                ::core::option::Option::Some(signing_secret),
                ::core::option::Option::Some(client_secret),
            ) => {
                ::core::result::Result::Ok(Self {
                    signing_secret,
                    client_secret,
                    sentry_dsn: ::botpress_sdk::__private::secret(__env, "SENTRY_DSN"),
                })
            }
            _ => {
                ::core::result::Result::Err(
                    ::botpress_sdk::__private::MissingSecrets::new(__missing),
                )
            }
        }
    }
}
