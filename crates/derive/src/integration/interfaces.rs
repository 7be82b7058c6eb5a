//! `interfaces(..)`: which interfaces the integration implements, and how.
//!
//! What an interface consists of is not known here. It is declared by the interface's own derive for every integration that
//! `Implements` it; here the statement is written, and what is different about single members.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    AngleBracketedGenericArguments, LitBool, LitStr, Path, PathArguments, Result, Token, Type, parenthesized,
    parse::ParseStream, spanned::Spanned,
};

use super::model::{Model, parse_type, shown};
use crate::{
    attr::{self, Errors, Known, Opt, Titled},
    item::Item,
};

const OPTIONS: Known = &[
    attr::TITLE_OPTION,
    attr::DESCRIPTION_OPTION,
    ("billable", "billable = true"),
    ("cacheable", "cacheable = true"),
    attr::ATTRIBUTES,
];

/// An interface that is implemented: `Interface<Entity>(Member as "name", Member as Own)`.
pub(super) struct Implemented {
    pub(super) ty: Type,
    pub(super) members: Vec<Taken>,
}

/// A member that is not taken over as it is.
pub(super) struct Taken {
    pub(super) ty: Type,
    pub(super) name: Option<LitStr>,
    pub(super) own: Option<Type>,
    titled: Titled,
    billable: Option<LitBool>,
    cacheable: Option<LitBool>,
    attributes: Vec<(LitStr, LitStr)>,
    /// The first of the options in parentheses.
    pub(super) option: Option<Span>,
}

impl Implemented {
    pub(super) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> Result<Self> {
        let path = parse_path(input)?;
        let mut members = Vec::new();
        if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            members = attr::items(&content, |input| Taken::parse(input, &path, errors))
                .inspect_err(|_| attr::drain(&content))?;
        }
        Ok(Self { ty: to_type(&path), members })
    }
}

impl Taken {
    /// `Member`, `Member as "name"`, `Member as Own`, each with options in parentheses after the member.
    fn parse(input: ParseStream<'_>, interface: &Path, errors: &mut Errors) -> Result<Self> {
        let mut path = parse_path(input)?;
        with_entities_of(&mut path, interface);
        let mut taken = Self {
            ty: to_type(&path),
            name: None,
            own: None,
            titled: Titled::default(),
            billable: None,
            cacheable: None,
            attributes: Vec::new(),
            option: None,
        };
        if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            attr::options(&content, "integration(interfaces(..))", OPTIONS, errors, &mut |option, errors| {
                taken.option.get_or_insert(option.span);
                taken.take(option, errors)
            });
            taken.titled.finish(&[], false, errors);
        }
        if input.peek(Token![as]) {
            input.parse::<Token![as]>()?;
            if input.peek(LitStr) {
                taken.name = Some(input.parse()?);
            } else {
                taken.own = Some(parse_type(input)?);
            }
        }
        Ok(taken)
    }

    fn take(&mut self, option: &Opt<'_>, errors: &mut Errors) -> Result<()> {
        if self.titled.take(option)? {
            return Ok(());
        }
        match option.key {
            "billable" => self.billable = Some(option.value()?),
            "cacheable" => self.cacheable = Some(option.value()?),
            _ => self.attributes = attr::attributes(option, errors)?,
        }
        Ok(())
    }

    /// `Override::..`.
    fn to_override(&self, item: &Item<'_>) -> TokenStream {
        let private = item.private();
        let start = match (&self.name, &self.own) {
            (Some(name), _) => quote!(named(#name)),
            (None, Some(own)) => {
                let at = item.private_at(own.span());
                let name = quote_spanned!(own.span()=> <Self as #at::Declares<#own>>::NAME);
                quote!(own(#name))
            }
            (None, None) => quote!(new()),
        };
        let setters = self.titled.setters();
        let billable = self.billable.iter();
        let cacheable = self.cacheable.iter();
        let attributes = attr::attribute_setters(&self.attributes);
        quote!(#private::Override::#start #setters #(.billable(#billable))* #(.cacheable(#cacheable))* #attributes)
    }

    /// The constant that says how it is taken over, unless under its own name.
    fn to_taken(&self, item: &Item<'_>, interface: &Type) -> Option<TokenStream> {
        let Self { ty, name, own, .. } = self;
        let at = item.private_at(ty.span());
        let how = match (name, own) {
            (Some(name), _) => quote!(::core::option::Option::Some(#name)),
            (None, Some(_)) => quote!(::core::option::Option::None),
            (None, None) => return None,
        };
        Some(quote_spanned!(ty.span()=> #at::taken::<Self, #interface, #ty>(#how)))
    }
}

/// A path, with or without arguments in angle brackets: what follows in parentheses is no part of it, as it would be for `syn`.
fn parse_path(input: ParseStream<'_>) -> Result<Path> {
    if input.peek(LitStr) {
        return Err(parse_type(input).err().unwrap_or_else(|| input.error("expected a type")));
    }
    let span = input.span();
    let mut path = Path::parse_mod_style(input).map_err(|_| syn::Error::new(span, "expected a type"))?;
    if input.peek(Token![<])
        && let Some(last) = path.segments.last_mut()
    {
        last.arguments = PathArguments::AngleBracketed(input.parse::<AngleBracketedGenericArguments>()?);
    }
    Ok(path)
}

fn to_type(path: &Path) -> Type {
    syn::parse_quote!(#path)
}

/// Members of an interface carry its entities: `Delete` of `Deletable<Issue>` is `Delete<Issue>`.
fn with_entities_of(member: &mut Path, interface: &Path) {
    let entities = interface.segments.last().map(|last| last.arguments.clone()).unwrap_or_default();
    if let Some(last) = member.segments.last_mut()
        && last.arguments.is_empty()
    {
        last.arguments = entities;
    }
}

/// `.implement(..)` for each.
pub(super) fn definition(item: &Item<'_>, model: &Model) -> TokenStream {
    let implementations = model.interfaces.iter().map(|Implemented { ty, members }| {
        let at = item.private_at(ty.span());
        let implementation = quote_spanned!(ty.span()=> #at::implementation::<Self, #ty>());
        let members = members.iter().map(|member| {
            let (ty, taken) = (&member.ty, member.to_override(item));
            let at = item.private_at(ty.span());
            let kind = quote_spanned!(ty.span()=> <#ty as #at::InterfaceMember<Self>>::KIND);
            let name = quote_spanned!(ty.span()=> <#ty as #at::Member>::NAME);
            quote!(.member(#kind, #name, #taken))
        });
        quote!(.implement(#implementation #(#members)*))
    });
    quote!(#(#implementations)*)
}

/// The members of a kind that the interfaces bring, for a dispatch or a check; none when there is no interface.
pub(super) fn taken(item: &Item<'_>, model: &Model, integration: &TokenStream, kind: &str) -> Option<TokenStream> {
    if model.interfaces.is_empty() {
        return None;
    }
    let kind = syn::Ident::new(kind, Span::call_site());
    let tables = model.interfaces.iter().map(|Implemented { ty, .. }| {
        let at = item.private_at(ty.span());
        quote_spanned!(ty.span()=> <#ty as #at::ImplementedBy<#integration>>::#kind)
    });
    Some(quote!(&[#(#tables),*]))
}

/// `impl Implements<T>` for each, and what own members stand for.
pub(super) fn implements(item: &Item<'_>, model: &Model) -> TokenStream {
    let ident = item.ident();
    let (impl_generics, type_generics, where_clause) = item.input.generics.split_for_impl();
    let impls = model.interfaces.iter().map(|Implemented { ty, members }| {
        let at = item.private_at(ty.span());
        let taken: Vec<_> = members.iter().filter_map(|member| member.to_taken(item, ty)).collect();
        let taken = if item.errors.is_empty() { taken } else { Vec::new() };
        let statement = quote_spanned! {ty.span()=>
            #[automatically_derived]
            impl #impl_generics #at::Implements<#ty> for #ident #type_generics #where_clause {
                const TAKEN: &'static [#at::Taken] = &[#(#taken),*];
            }
        };
        let stand_ins = members.iter().filter_map(|member| Some((member, member.own.as_ref()?)));
        let stand_ins = stand_ins.map(|(member, own)| stand_in(item, model, &member.ty, own));
        quote!(#statement #(#stand_ins)*)
    });
    quote!(#(#impls)*)
}

/// What an own member does in place of an interface's.
fn stand_in(item: &Item<'_>, model: &Model, theirs: &Type, own: &Type) -> TokenStream {
    let ident = item.ident();
    let (impl_generics, type_generics, where_clause) = item.input.generics.split_for_impl();
    let at = item.private_at(theirs.span());
    let listed = |list: &[super::model::Listed]| list.iter().any(|listed| shown(&listed.ty) == shown(own));
    let (the_trait, method, dispatch, content) = if listed(&model.actions) {
        (quote!(Answers), quote!(answer), quote!(action), quote!(#at::ActionTriggered))
    } else if listed(&model.channels) {
        (quote!(Delivers), quote!(deliver), quote!(deliver), quote!(#at::Delivery))
    } else {
        // An event has nothing to do.
        return quote_spanned!(theirs.span()=> const _: () = #at::is_event::<#theirs>(););
    };
    let body = quote_spanned!(own.span()=> #at::dispatch::#dispatch::<Self, #own>(__integration, __cx, __content));
    let body = item.body(body);
    quote_spanned! {theirs.span()=>
        #[automatically_derived]
        impl #impl_generics #at::#the_trait<#theirs> for #ident #type_generics #where_clause {
            fn #method<'a>(
                __integration: &'a Self,
                __cx: &'a #at::Context<Self>,
                __content: #content,
            ) -> #at::BoxFuture<'a, #at::Result<#at::Reply>> {
                #body
            }
        }
    }
}
