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
                ::botpress_sdk::__private::string("SENTRY_DSN"),
                ::botpress_sdk::__private::SecretDefinition::new().optional(true),
            );
        __secrets
    }
    fn from_env(
        __env: &::botpress_sdk::__private::Env,
    ) -> ::core::result::Result<Self, ::botpress_sdk::__private::MissingSecrets> {
        ::core::result::Result::Ok(Self {
            sentry_dsn: ::botpress_sdk::__private::secret(__env, "SENTRY_DSN"),
        })
    }
}
