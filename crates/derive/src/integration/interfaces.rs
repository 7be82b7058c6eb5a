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
    /// The type as the author has written it, without the interface's entities.
    pub(super) written: String,
    pub(super) name: Option<LitStr>,
    pub(super) own: Option<Type>,
    titled: Titled,
    billable: Option<LitBool>,
    cacheable: Option<LitBool>,
    attributes: Vec<(LitStr, LitStr)>,
    /// The options in parentheses.
    pub(super) option: Option<Span>,
    /// The first of them that only actions have.
    for_actions: Option<Span>,
}

impl Implemented {
    pub(super) fn parse(input: ParseStream<'_>, errors: &mut Errors) -> Result<Self> {
        let path = parse_path(input)?;
        let mut members = Vec::new();
        if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            let parsed = attr::items(&content, |input| Taken::parse(input, &path, errors));
            let parsed = parsed.inspect_err(|_| attr::drain(&content));
            // The interface is listed all the same, so that its handlers are right.
            members = errors.ok(parsed).unwrap_or_default();
        }
        Ok(Self { ty: to_type(&path), members })
    }
}

impl Taken {
    /// `Member`, `Member as "name"`, `Member as Own`, each with options in parentheses after the member.
    fn parse(input: ParseStream<'_>, interface: &Path, errors: &mut Errors) -> Result<Self> {
        let mut path = parse_path(input)?;
        let written = shown(&to_type(&path));
        with_entities_of(&mut path, interface);
        let mut taken = Self {
            ty: to_type(&path),
            written,
            name: None,
            own: None,
            titled: Titled::default(),
            billable: None,
            cacheable: None,
            attributes: Vec::new(),
            option: None,
            for_actions: None,
        };
        if input.peek(syn::token::Paren) {
            let content;
            parenthesized!(content in input);
            taken.option = Some(content.span());
            attr::options(&content, "integration(interfaces(..))", OPTIONS, errors, &mut |option, errors| {
                taken.take(option, errors)
            });
            taken.titled.finish(&[], false, errors);
        }
        if input.peek(Token![=]) {
            let write = format!("write `{} as \"name\"`", taken.written);
            return Err(input.error(format!("another name stands behind `as`: {write}")));
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
            "attributes" => self.attributes = attr::attributes(option, errors)?,
            flag => {
                self.for_actions.get_or_insert(option.span);
                let value = Some(option.value()?);
                if flag == "billable" { self.billable = value } else { self.cacheable = value }
            }
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
        let implementation = quote_spanned!(ty.span()=> <#ty as #at::ImplementedBy<Self>>::implementation());
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
    // Once even if it is listed twice.
    let mut seen = Vec::new();
    let impls = model.interfaces.iter().map(|Implemented { ty, members }| {
        let shown = shown(ty);
        if seen.contains(&shown) {
            return TokenStream::new();
        }
        seen.push(shown);
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
        let kinds = members.iter().filter_map(|member| kind(item, model, member));
        quote!(#statement #(#stand_ins)* #(#kinds)*)
    });
    quote!(#(#impls)*)
}

/// The list that a member of the integration's own stands in.
fn listed_in(model: &Model, own: &Type) -> Option<&'static str> {
    let mut members = model.members();
    members.find(|(_, listed)| shown(&listed.ty) == shown(own)).map(|(member, _)| member)
}

/// A constant that makes sure that a member is what it is taken for. With type parameters there is none; `definition()` reports it then.
fn kind(item: &Item<'_>, model: &Model, member: &Taken) -> Option<TokenStream> {
    if !item.errors.is_empty() || !item.input.generics.params.is_empty() {
        return None;
    }
    let ty = &member.ty;
    let (span, kind, problem) = if let Some(own) = &member.own {
        let kind = listed_in(model, own)?;
        let kinds = kind.to_lowercase();
        let (own, ty) = (shown(own), &member.written);
        (
            member.ty.span(),
            kind,
            format!("`{own}` is one of the {kinds}s, and `{ty}` of the interface is not: write another one"),
        )
    } else {
        let option = member.for_actions?;
        (option, "Action", format!("`{}` is no action of the interface: remove this option", member.written))
    };
    let (ident, kind) = (item.ident(), quote::format_ident!("{kind}"));
    let at = item.private_at(span);
    Some(quote_spanned! {span=>
        const _: () = #at::same_kind(<#ty as #at::InterfaceMember<#ident>>::KIND, #at::MemberKind::#kind, #problem);
    })
}

/// What an own member does in place of an interface's.
fn stand_in(item: &Item<'_>, model: &Model, theirs: &Type, own: &Type) -> TokenStream {
    let ident = item.ident();
    let (impl_generics, type_generics, where_clause) = item.input.generics.split_for_impl();
    let at = item.private_at(theirs.span());
    let (the_trait, method, dispatch, content) = match listed_in(model, own) {
        Some("Action") => (quote!(Answers), quote!(answer), quote!(action), quote!(#at::ActionTriggered)),
        Some("Channel") => (quote!(Delivers), quote!(deliver), quote!(deliver), quote!(#at::Delivery)),
        // An event has nothing to do.
        _ => return TokenStream::new(),
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
