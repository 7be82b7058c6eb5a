//! The item that a derive is for, and the impl blocks written for it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{Attribute, Data, DeriveInput, Field, Fields, LitStr, Meta, Path, Variant, WhereClause, ext::IdentExt};

use crate::{
    attr::{self, Errors},
    names::RenameRule,
};

/// The item, and the problems found in it.
///
/// However much is wrong, every derive writes its impls: with bodies that do nothing in that case. So one mistake gives one message, and
/// not another one at each place that needs the trait.
pub(crate) struct Item<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) krate: Path,
    pub(crate) errors: Errors,
    /// Whether the item has parameters with which no impl can be right.
    unfit: bool,
}

impl<'a> Item<'a> {
    pub(crate) fn new(input: &'a DeriveInput) -> Self {
        let mut errors = Errors::default();
        let krate = attr::krate(&input.attrs, &mut errors);
        Self { input, krate, errors, unfit: false }
    }

    /// An item that derives `Schema` too, which reports what is wrong with `#[botpress(..)]`.
    pub(crate) fn with_schema(input: &'a DeriveInput) -> Self {
        let krate = attr::krate(&input.attrs, &mut Errors::default());
        Self { input, krate, errors: Errors::default(), unfit: false }
    }

    pub(crate) fn ident(&self) -> &'a Ident {
        &self.input.ident
    }

    pub(crate) fn attrs(&self) -> &'a [Attribute] {
        &self.input.attrs
    }

    /// `::botpress_sdk::__private`: everything that an expansion names.
    pub(crate) fn private(&self) -> TokenStream {
        let krate = &self.krate;
        quote!(#krate::__private)
    }

    /// The same, placed where an error in what follows shall be shown.
    pub(crate) fn private_at(&self, span: Span) -> TokenStream {
        let place = |token: TokenTree| {
            let mut token = token;
            // `$crate` is resolved by its place.
            if token.to_string() != "$crate" {
                token.set_span(span);
            }
            token
        };
        self.private().into_iter().map(place).collect()
    }

    /// Whether the item has parameters with which no impl can be right.
    pub(crate) fn is_unfit(&self) -> bool {
        self.unfit
    }

    /// Notes a problem with the item as a whole.
    pub(crate) fn wrong(&mut self, message: impl std::fmt::Display) {
        self.errors.at(self.input.ident.span(), message);
    }

    /// The fields of a struct with named fields or none; `write` shows the right form.
    pub(crate) fn named_fields(&mut self, what: &str, write: &str) -> Vec<&'a Field> {
        match &self.input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Named(fields) => return fields.named.iter().collect(),
                Fields::Unit => return Vec::new(),
                Fields::Unnamed(_) => {}
            },
            Data::Enum(_) | Data::Union(_) => {}
        }
        self.wrong(format!("{what} is a struct with named fields: write `{write}`"));
        Vec::new()
    }

    /// The variants of an enum; `write` shows the right form.
    pub(crate) fn variants(&mut self, what: &str, write: &str) -> Vec<&'a Variant> {
        if let Data::Enum(data) = &self.input.data {
            return data.variants.iter().collect();
        }
        self.wrong(format!("{what} is an enum: write `{write}`"));
        Vec::new()
    }

    /// Refuses type parameters and lifetimes.
    pub(crate) fn not_generic(&mut self, what: &str) {
        if let Some(first) = self.input.generics.params.first() {
            let span = syn::spanned::Spanned::span(first);
            self.unfit = true;
            let word = if let Data::Enum(_) = self.input.data { "enum" } else { "struct" };
            self.errors.at(span, format!("{what} has no parameters: write `{word} {}`", self.input.ident));
        }
    }

    /// Refuses lifetimes: what is decoded is owned.
    pub(crate) fn no_lifetimes(&mut self, what: &str) {
        if let Some(lifetime) = self.input.generics.lifetimes().next() {
            let span = lifetime.lifetime.span();
            self.unfit = true;
            self.errors.at(span, format!("{what} owns its data: write `String` for `&str` and leave the lifetime out"));
        }
    }

    /// `impl Trait for Item`; the `predicates` are added when the item has type parameters, since only then they may not hold.
    pub(crate) fn implement(&self, trait_: &TokenStream, predicates: &TokenStream, body: &TokenStream) -> TokenStream {
        let ident = &self.input.ident;
        let mut generics = self.input.generics.clone();
        if generics.type_params().next().is_some() {
            let added: WhereClause = syn::parse_quote!(where #predicates);
            generics.make_where_clause().predicates.extend(added.predicates);
        }
        let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
        quote_spanned! {ident.span()=>
            #[automatically_derived]
            impl #impl_generics #trait_ for #ident #type_generics #where_clause {
                #body
            }
        }
    }

    /// Whether a type depends on the item's type parameters: only then may a bound on it be written.
    pub(crate) fn mentions_parameters(&self, ty: &TokenStream) -> bool {
        ty.clone().into_iter().any(|token| match token {
            TokenTree::Ident(ident) => self.input.generics.type_params().any(|param| param.ident == ident),
            TokenTree::Group(group) => self.mentions_parameters(&group.stream()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }

    /// A function's body, unless something is wrong: then one that fits every signature.
    pub(crate) fn body(&self, body: TokenStream) -> TokenStream {
        if self.errors.is_empty() { body } else { quote!(::core::unreachable!()) }
    }

    /// The problems, and the impls all the same.
    pub(crate) fn finish(self, impls: &TokenStream) -> TokenStream {
        let errors = self.errors.into_tokens();
        if self.unfit { errors } else { quote!(#errors #impls) }
    }

    /// `impl Member`: the name on the wire.
    pub(crate) fn member(&self, name: &str) -> TokenStream {
        let private = self.private();
        self.implement(
            &quote!(#private::Member),
            &quote!(Self: #private::MaybeSend + 'static),
            &quote! { const NAME: &'static ::core::primitive::str = #name; },
        )
    }
}

/// What serde's attributes say about names, for derives that follow them.
#[derive(Default)]
pub(crate) struct Renames {
    rule: RenameRule,
}

impl Renames {
    /// Reads `#[serde(rename_all = "..")]` on the item.
    pub(crate) fn of(item: &mut Item<'_>) -> Self {
        let mut renames = Self::default();
        let attrs = item.attrs();
        if let Some(rule) = serde_value(attrs, "rename_all", &mut item.errors) {
            match RenameRule::parse(&rule.value()) {
                Some(known) => renames.rule = known,
                None => item.errors.at(
                    rule.span(),
                    "no such rule: write `rename_all = \"camelCase\"`, or another one that serde knows",
                ),
            }
        }
        renames
    }

    /// The name of a field on the wire.
    pub(crate) fn field(&self, field: &Field, errors: &mut Errors) -> String {
        match serde_value(&field.attrs, "rename", errors) {
            Some(name) => name.value(),
            None => field.ident.as_ref().map(|ident| self.rule.apply(&ident.unraw().to_string())).unwrap_or_default(),
        }
    }
}

/// The string of `#[serde(key = "..")]` or `#[serde(key(serialize = "..", deserialize = ".."))]`; other options are serde's own business.
fn serde_value(attrs: &[Attribute], key: &str, errors: &mut Errors) -> Option<LitStr> {
    let mut found: Option<LitStr> = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde") && matches!(attr.meta, Meta::List(_))) {
        let parsed = attr.parse_nested_meta(|meta| {
            if !meta.path.is_ident(key) {
                // Skips `= value` and `(..)`.
                if meta.input.peek(syn::Token![=]) {
                    meta.value()?.parse::<syn::Expr>()?;
                } else if meta.input.peek(syn::token::Paren) {
                    meta.input.parse::<TokenTree>()?;
                }
                return Ok(());
            }
            if meta.input.peek(syn::Token![=]) {
                found = Some(meta.value()?.parse()?);
                return Ok(());
            }
            meta.parse_nested_meta(|side| {
                let name: LitStr = side.value()?.parse()?;
                match &found {
                    Some(other) if other.value() != name.value() => Err(syn::Error::new(
                        name.span(),
                        format!("read and written under one name: write `{key} = \"..\"`"),
                    )),
                    _ => {
                        found = Some(name);
                        Ok(())
                    }
                }
            })
        });
        errors.ok(parsed);
    }
    found
}

/// An identifier without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}
