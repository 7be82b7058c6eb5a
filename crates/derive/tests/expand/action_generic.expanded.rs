#[automatically_derived]
impl<E> ::botpress_sdk::__private::Member for List<E>
where
    Self: ::botpress_sdk::__private::MaybeSend + 'static,
{
    const NAME: &'static ::core::primitive::str = "list";
}
#[automatically_derived]
impl<E> ::botpress_sdk::__private::Action for List<E>
where
    Self: ::botpress_sdk::__private::Schema + ::botpress_sdk::__private::DeserializeOwned
        + ::botpress_sdk::__private::MaybeSend + 'static,
    Page<
        E,
    >: ::botpress_sdk::__private::Schema + ::botpress_sdk::__private::Serialize
        + ::botpress_sdk::__private::MaybeSend,
{
    type Output = Page<E>;
    fn definition() -> ::botpress_sdk::__private::ActionDefinition {
        ::botpress_sdk::__private::ActionDefinition::new(
            ::botpress_sdk::__private::schema_of::<Self>(),
            ::botpress_sdk::__private::schema_of::<Page<E>>(),
        )
    }
}
