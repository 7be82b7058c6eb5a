//! `#[derive(Tags)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Ident, Type, Visibility, spanned::Spanned};

use crate::{
    attr::{self, Known, Titled},
    item::{Item, Renames, plain},
    names,
};

/// Tags of users, or of a channel's messages, or of its conversations.
const LIMIT: usize = 50;
const OPTIONS: Known = &[attr::NAME, attr::TITLE_OPTION, attr::DESCRIPTION_OPTION];

struct Tag<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    vis: &'a Visibility,
    name: String,
    titled: Titled,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    let tags = model(&mut item);
    let impls = expand(&item, &tags);
    item.finish(&impls)
}

fn model<'a>(item: &mut Item<'a>) -> Vec<Tag<'a>> {
    item.not_generic("a set of tags");
    let renames = Renames::of(item);
    let fields = item.named_fields("a set of tags", &format!("struct {} {{ id: String }}", item.ident()));
    let mut tags: Vec<Tag<'_>> = Vec::new();
    for field in fields {
        let Some(ident) = &field.ident else { continue };
        let mut titled = Titled::default();
        attr::read(&field.attrs, "tag", OPTIONS, &mut item.errors, &mut |option, _| titled.take(option).map(drop));
        titled.finish(&field.attrs, true, &mut item.errors);
        let (name, span) = match &titled.name {
            Some(name) => (name.value(), name.span()),
            None => (renames.field(field, &mut item.errors), ident.span()),
        };
        if name.is_empty() {
            item.errors.at(span, "the name of the tag is empty: write `name = \"..\"`");
        } else if tags.iter().any(|tag| tag.name == name) {
            item.errors
                .at(span, format!("two tags have the name `{name}`: write `#[tag(name = \"..\")]` above one of them"));
        }
        tags.push(Tag { ident, ty: &field.ty, vis: &field.vis, name, titled });
        if tags.len() == LIMIT + 1 {
            item.errors.at(ident.span(), format!("Botpress takes {LIMIT} tags: leave out this one and those below"));
        }
    }
    tags
}

fn expand(item: &Item<'_>, tags: &[Tag<'_>]) -> TokenStream {
    let private = item.private();
    let ident = item.ident();
    let vis = &item.input.vis;
    let patch = format_ident!("{}Patch", ident);

    let idents: Vec<_> = tags.iter().map(|tag| tag.ident).collect();
    let names: Vec<_> = tags.iter().map(|tag| &tag.name).collect();
    let setters = tags.iter().map(|tag| tag.titled.setters());
    // Both name the trait in the same way, so that the compiler says but once that a type is no tag's value.
    let to_tag = tags.iter().map(|Tag { ident, ty, .. }| {
        let private = item.private_at(ty.span());
        quote_spanned!(ty.span()=> <#ty as #private::TagValue>::to_tag(&self.#ident))
    });
    let from_tag = tags.iter().map(|Tag { ty, name, .. }| {
        let at = item.private_at(ty.span());
        let value = quote_spanned!(ty.span()=> <#ty as #at::TagValue>::from_tag);
        quote!(#private::tag_value(#name, #value(#private::tag(__tags, #name))))
    });

    let definitions = item.body(quote! {
        #[allow(unused_mut)]
        let mut __tags = #private::IndexMap::new();
        #(__tags.insert(#private::string(#names), #private::TagDefinition::new() #setters);)*
        __tags
    });
    let to_map = item.body(quote! {
        #[allow(unused_mut)]
        let mut __tags = #private::TagMap::new();
        #(
            if let ::core::option::Option::Some(__value) = #to_tag {
                __tags.insert(#private::string(#names), __value);
            }
        )*
        __tags
    });
    let from_map = item.body(quote! {
        ::core::result::Result::Ok(Self { #(#idents: #from_tag?,)* })
    });
    let implementation = item.implement(
        &quote!(#private::Tags),
        &TokenStream::new(),
        &quote! {
            type Patch = #patch;

            fn definitions() -> #private::IndexMap<#private::String, #private::TagDefinition> {
                #definitions
            }

            fn to_map(&self) -> #private::TagMap {
                #to_map
            }

            fn from_map(__tags: &#private::TagMap) -> ::core::result::Result<Self, #private::PayloadError> {
                #from_map
            }
        },
    );

    let keys = tags.iter().map(|tag| {
        let key = Ident::new(&names::screaming(&plain(tag.ident)), tag.ident.span());
        let name = &tag.name;
        let doc = format!(" The name of the tag `{name}`.");
        quote! {
            #[doc = #doc]
            pub const #key: #private::TagKey<Self> = #private::TagKey::new(#name);
        }
    });
    let patch_doc = format!(" A change to [`{ident}`]: what is not set is left as it is.");
    let patch_fields = tags.iter().map(|Tag { ident, vis, name, .. }| {
        let doc = format!(" What becomes of the tag `{name}`.");
        quote! {
            #[doc = #doc]
            #vis #ident: #private::Patch<#private::String>
        }
    });
    let (impl_generics, type_generics, where_clause) = item.input.generics.split_for_impl();

    quote! {
        #implementation

        #[automatically_derived]
        #[allow(dead_code)]
        impl #impl_generics #ident #type_generics #where_clause {
            #(#keys)*
        }

        #[doc = #patch_doc]
        #[allow(dead_code)]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::default::Default)]
        #vis struct #patch {
            #(#patch_fields,)*
        }

        #[automatically_derived]
        impl #private::TagsPatch for #patch {
            fn to_map(&self) -> #private::TagPatch {
                #[allow(unused_mut)]
                let mut __patch = #private::TagPatch::new();
                #(#private::patch_tag(&mut __patch, #names, &self.#idents);)*
                __patch
            }
        }
    }
}
