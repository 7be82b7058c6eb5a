//! `#[derive(Configuration)]`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Type, Variant, spanned::Spanned};

use crate::{
    attr::{self, Errors, Known, Opt, Titled},
    item::{Item, plain},
    names,
};

const IDENTIFIER: (&str, &str) = ("identifier", "identifier(required, link_template = \"link.vrl\")");
const STRUCT_OPTIONS: Known = &[attr::TITLE_OPTION, attr::DESCRIPTION_OPTION, IDENTIFIER];
const VARIANT_OPTIONS: Known =
    &[("default", "default"), attr::NAME, attr::TITLE_OPTION, attr::DESCRIPTION_OPTION, IDENTIFIER];
const IDENTIFIER_OPTIONS: Known = &[("required", "required"), ("link_template", "link_template = \"link.vrl\"")];

/// What stands in `#[configuration(..)]`, on a struct or a variant.
#[derive(Default)]
struct Options {
    default: Option<Span>,
    titled: Titled,
    required: bool,
    link_template: Option<LitStr>,
}

impl Options {
    fn read(attrs: &[syn::Attribute], known: Known, errors: &mut Errors) -> Self {
        let mut options = Self::default();
        attr::read(attrs, "configuration", known, errors, &mut |option, errors| options.take(option, errors));
        options.titled.finish(attrs, false, errors);
        options
    }

    fn take(&mut self, option: &Opt<'_>, errors: &mut Errors) -> syn::Result<()> {
        if self.titled.take(option)? {
            return Ok(());
        }
        if option.key == "default" {
            self.default = Some(option.span);
            return option.flag();
        }
        option.options("configuration", IDENTIFIER_OPTIONS, errors, &mut |option, errors| {
            if option.key == "required" {
                self.required = true;
                return option.flag();
            }
            let path = option.string()?;
            attr::check_extension(&path, "link_template", ".vrl", errors);
            self.link_template = Some(path);
            Ok(())
        })
    }

    fn setters(&self) -> TokenStream {
        let titled = self.titled.setters();
        let required = self.required.then(|| quote!(.identifier_required(true)));
        let link = self.link_template.iter();
        quote!(#titled #required #(.link_template_script(#link))*)
    }

    fn has_identifier(&self) -> bool {
        self.required || self.link_template.is_some()
    }
}

struct Alternative<'a> {
    ident: &'a Ident,
    /// The type of its fields; `None` for a unit variant.
    payload: Option<&'a Type>,
    name: String,
    options: Options,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    if let Data::Enum(_) = &input.data {
        let mut item = Item::new(input);
        let implementation = several(&mut item);
        return item.finish(&implementation);
    }
    let mut item = Item::with_schema(input);
    let implementation = one(&mut item);
    item.finish(&implementation)
}

/// A struct: the default configuration.
fn one(item: &mut Item<'_>) -> TokenStream {
    item.no_lifetimes("a configuration");
    let fields = item.named_fields("a configuration", &format!("struct {} {{ .. }}", item.ident()));
    let options = Options::read(item.attrs(), STRUCT_OPTIONS, &mut item.errors);
    let private = item.private();
    let definition = if fields.is_empty() && !options.has_identifier() {
        quote!(::core::option::Option::None)
    } else {
        let setters = options.setters();
        let schema = quote_spanned!(item.ident().span()=> #private::schema_of::<Self>());
        quote!(::core::option::Option::Some(#private::ConfigurationDefinition::new(#schema) #setters))
    };
    let value = quote_spanned!(item.ident().span()=> #private::decode::<Self>("configuration", __value));
    let decode = quote! {
        match __kind {
            ::core::option::Option::None => #value,
            ::core::option::Option::Some(__kind) => {
                ::core::result::Result::Err(#private::unknown_configuration(__kind, &[]))
            }
        }
    };
    implement(item, definition, None, decode)
}

/// An enum: the default configuration and its alternatives.
fn several(item: &mut Item<'_>) -> TokenStream {
    item.not_generic("an enum of configurations");
    attr::read(item.attrs(), "configuration", &[], &mut item.errors, &mut |_, _| Ok(()));
    let alternatives = model(item);
    expand(item, &alternatives)
}

fn model<'a>(item: &mut Item<'a>) -> Vec<Alternative<'a>> {
    let mut alternatives: Vec<Alternative<'_>> = Vec::new();
    for variant in item.variants("a set of configurations", "enum") {
        let options = Options::read(&variant.attrs, VARIANT_OPTIONS, &mut item.errors);
        let payload = payload(variant, &mut item.errors);
        let (name, span) = match &options.titled.name {
            Some(name) => (name.value(), name.span()),
            None => (names::lower_camel(&plain(&variant.ident)), variant.ident.span()),
        };
        if let Some(default) = options.default {
            if alternatives.iter().any(|other| other.options.default.is_some()) {
                item.errors.at(default, "there is one default configuration: keep one `#[configuration(default)]`");
            }
            if let Some(name) = &options.titled.name {
                item.errors.at(name.span(), "the default configuration has no name: leave `name` out");
            }
        } else if name.is_empty() {
            item.errors.at(span, "the name is empty: write `#[configuration(name = \"..\")]`");
        } else if alternatives.iter().any(|other| other.options.default.is_none() && other.name == name) {
            item.errors.at(
                span,
                format!("two configurations have the name `{name}`: write `#[configuration(name = \"..\")]` above one of them"),
            );
        }
        alternatives.push(Alternative { ident: &variant.ident, payload, name, options });
    }
    if item.errors.is_empty() && alternatives.iter().all(|alternative| alternative.options.default.is_none()) {
        item.wrong("which configuration is the default? write `#[configuration(default)]` above its variant");
    }
    alternatives
}

fn payload<'a>(variant: &'a Variant, errors: &mut Errors) -> Option<&'a Type> {
    match &variant.fields {
        Fields::Unit => return None,
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => return fields.unnamed.first().map(|field| &field.ty),
        Fields::Unnamed(_) | Fields::Named(_) => {}
    }
    let ident = &variant.ident;
    errors.at(
        ident.span(),
        format!("a configuration's fields stand in a struct: write `{ident}({ident}Config)`, with `struct {ident}Config {{ .. }}`"),
    );
    None
}

fn expand(item: &Item<'_>, alternatives: &[Alternative<'_>]) -> TokenStream {
    let private = item.private();
    let definition = |alternative: &Alternative<'_>| {
        let setters = alternative.options.setters();
        let schema = match alternative.payload {
            Some(ty) => quote_spanned!(ty.span()=> #private::schema_of::<#ty>()),
            None => quote!(#private::schema_of::<()>()),
        };
        quote!(#private::ConfigurationDefinition::new(#schema) #setters)
    };
    let value = |alternative: &Alternative<'_>| {
        let ident = alternative.ident;
        match alternative.payload {
            Some(ty) => {
                let decoded = quote_spanned!(ty.span()=> #private::decode::<#ty>("configuration", __value));
                quote!(::core::result::Result::map(#decoded, Self::#ident))
            }
            None => quote!(::core::result::Result::Ok(Self::#ident)),
        }
    };

    let default = alternatives.iter().find(|alternative| alternative.options.default.is_some());
    let default_definition = match default {
        Some(default) if default.payload.is_some() || default.options.has_identifier() => {
            let definition = definition(default);
            quote!(::core::option::Option::Some(#definition))
        }
        _ => quote!(::core::option::Option::None),
    };
    let default_value = default.map(&value);
    let others: Vec<_> = alternatives.iter().filter(|alternative| alternative.options.default.is_none()).collect();
    let names: Vec<_> = others.iter().map(|other| &other.name).collect();
    let definitions = others.iter().map(|other| definition(other));
    let values = others.iter().map(|other| value(other));
    let alternatives = quote! {
        #[allow(unused_mut)]
        let mut __alternatives = #private::IndexMap::new();
        #(__alternatives.insert(#private::string(#names), #definitions);)*
        __alternatives
    };
    let decode = quote! {
        match __kind {
            ::core::option::Option::None => #default_value,
            #(::core::option::Option::Some(#names) => #values,)*
            ::core::option::Option::Some(__kind) => {
                ::core::result::Result::Err(#private::unknown_configuration(__kind, &[#(#names),*]))
            }
        }
    };
    implement(item, default_definition, Some(alternatives), decode)
}

fn implement(
    item: &Item<'_>,
    definition: TokenStream,
    alternatives: Option<TokenStream>,
    decode: TokenStream,
) -> TokenStream {
    let private = item.private();
    let definition = item.body(definition);
    let decode = item.body(decode);
    let alternatives = alternatives.map(|alternatives| {
        let alternatives = item.body(alternatives);
        quote! {
            fn alternatives() -> #private::IndexMap<#private::String, #private::ConfigurationDefinition> {
                #alternatives
            }
        }
    });
    item.implement(
        &quote!(#private::Configuration),
        &quote!(Self: #private::Schema + #private::DeserializeOwned + #private::MaybeSend + #private::MaybeSync + 'static),
        &quote! {
            fn definition() -> ::core::option::Option<#private::ConfigurationDefinition> {
                #definition
            }

            #alternatives

            fn decode(
                __kind: ::core::option::Option<&::core::primitive::str>,
                __value: #private::Value,
            ) -> ::core::result::Result<Self, #private::PayloadError> {
                #decode
            }
        },
    )
}
