//! `#[derive(Schema)]`.
//!
//! The item is emitted again as a hidden shadow on which schemars' own derive runs. In the shadow, hints and doc comments are
//! transforms of the generated schema, field types stand in the SDK's wrappers, and nothing but serde's attributes is left of
//! what the author wrote.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Attribute, Data, DeriveInput, Expr, ExprLit, Field, Fields, Generics, Ident, Lit, LitStr, Meta, MetaNameValue,
    Path, Token, Type, Visibility, parse_quote, punctuated::Punctuated, spanned::Spanned, visit_mut::VisitMut,
};

use crate::attr::Errors;

mod hints;

use hints::{Hints, Place};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let container = Hints::read(&input.attrs, Place::Type, &mut errors);
    let krate = container.krate.clone().unwrap_or_else(|| parse_quote!(::botpress_sdk));
    let mut generics = input.generics.clone();
    for param in generics.type_params_mut() {
        param.bounds.push(parse_quote!(#krate::__private::Schema));
    }
    let shadow = Shadow { krate: &krate, item: input, generics: &generics, defaults: Vec::new(), errors };
    shadow.expand(&container)
}

struct Shadow<'a> {
    krate: &'a Path,
    item: &'a DeriveInput,
    /// The item's, each type with a schema.
    generics: &'a Generics,
    /// Functions that give the fields of the container's default.
    defaults: Vec<TokenStream>,
    errors: Errors,
}

impl Shadow<'_> {
    fn expand(mut self, container: &Hints) -> TokenStream {
        let mut shadow = self.item.clone();
        let name = self.item.ident.to_string();
        shadow.ident = format_ident!("__BotpressSchemaOf{}", self.item.ident);
        shadow.vis = Visibility::Inherited;
        shadow.generics = self.generics.clone();
        let serde = Serde::read(&self.item.attrs);
        let mut tag = None;
        match &mut shadow.data {
            Data::Struct(data) => {
                self.fields(&mut data.fields, serde.default.as_ref());
                tag = serde.tag.as_ref();
            }
            Data::Enum(data) => {
                let externally_tagged = !serde.untagged && serde.tag.is_none();
                for variant in &mut data.variants {
                    variant.discriminant = None;
                    let attrs = std::mem::take(&mut variant.attrs);
                    let place = if matches!(variant.fields, Fields::Unit) && externally_tagged {
                        Place::UnitVariant
                    } else {
                        Place::Variant
                    };
                    let hints = Hints::read(&attrs, place, &mut self.errors);
                    variant.attrs = Serde::read(&attrs).kept();
                    if place == Place::Variant {
                        variant.attrs.extend(hints.to_attribute(self.krate));
                    }
                    self.fields(&mut variant.fields, None);
                }
            }
            Data::Union(_) => {
                self.errors.at(self.item.ident.span(), "a union has no schema: write a struct or an enum");
            }
        }
        SelfType(self.item).visit_generics_mut(&mut shadow.generics);
        let krate = self.krate;
        let schemars = quote!(#krate::__private::schemars);
        let schemars_path = schemars.to_string().replace(' ', "");
        // The shadow has no default of its own: its fields ask the item's.
        shadow.attrs = serde.kept().into_iter().filter(|attr| !is_default(attr)).collect();
        shadow.attrs.extend(container.to_attribute(krate));
        // schemars knows the tags of enums only.
        shadow.attrs.extend(tag.map(|tag| -> Attribute {
            let value = serde.rename.as_ref().map_or_else(|| name.clone(), LitStr::value);
            parse_quote!(#[schemars(transform = |schema: &mut #krate::__private::schemars::Schema| {
                #krate::__private::struct_tag(schema, #tag, #value)
            })])
        }));
        shadow.attrs.push(parse_quote!(#[schemars(crate = #schemars_path)]));

        let ident = &self.item.ident;
        let (impl_generics, _, where_clause) = self.generics.split_for_impl();
        let (_, type_generics, _) = self.item.generics.split_for_impl();
        let head = quote! {
            #[automatically_derived]
            impl #impl_generics #schemars::JsonSchema for #ident #type_generics #where_clause
        };
        if !self.errors.is_empty() {
            let errors = self.errors.into_tokens();
            return quote! {
                #errors
                const _: () = {
                    #head {
                        fn schema_name() -> #krate::__private::Cow<'static, str> {
                            #krate::__private::Cow::Borrowed(#name)
                        }
                        fn json_schema(_: &mut #schemars::SchemaGenerator) -> #schemars::Schema {
                            ::core::default::Default::default()
                        }
                    }
                };
            };
        }
        let shadow_ident = &shadow.ident;
        let shadow_type = quote!(#shadow_ident #type_generics);
        let is_enum = matches!(self.item.data, Data::Enum(_));
        let defaults = &self.defaults;
        quote! {
            const _: () = {
                #[allow(dead_code, deprecated, non_camel_case_types)]
                #[derive(#schemars::JsonSchema)]
                #shadow
                #(#defaults)*
                #head {
                    fn schema_name() -> #krate::__private::Cow<'static, str> {
                        #krate::__private::Cow::Borrowed(#name)
                    }
                    fn schema_id() -> #krate::__private::Cow<'static, str> {
                        <#shadow_type as #schemars::JsonSchema>::schema_id()
                    }
                    fn json_schema(generator: &mut #schemars::SchemaGenerator) -> #schemars::Schema {
                        #krate::__private::shape(
                            <Self as #schemars::JsonSchema>::schema_id(),
                            #name,
                            #is_enum,
                            generator,
                            <#shadow_type as #schemars::JsonSchema>::json_schema,
                        )
                    }
                }
            };
        }
    }

    fn fields(&mut self, fields: &mut Fields, container_default: Option<&ContainerDefault>) {
        let named = matches!(fields, Fields::Named(_));
        for (index, field) in fields.iter_mut().enumerate() {
            field.vis = Visibility::Inherited;
            let attrs = std::mem::take(&mut field.attrs);
            let serde = Serde::read(&attrs);
            let place = if serde.flatten { Place::Flattened } else { Place::Field };
            let hints = Hints::read(&attrs, place, &mut self.errors);
            field.attrs = serde.kept();
            if serde.skip {
                continue;
            }
            if let (Some(with), None) = (serde.with, &hints.schema_as) {
                self.errors.at(
                    with,
                    "the JSON of this field is written by `with`: say which type it looks like, for \
                    example `#[botpress(schema_as = String)]`",
                );
            }
            SelfType(self.item).visit_type_mut(&mut field.ty);
            if let (Some(default), None, false) = (container_default, &serde.default, serde.flatten) {
                let default = self.default_of(default, field, index);
                field.attrs.push(parse_quote!(#[serde(default = #default)]));
            }
            field.attrs.extend(self.stand_in(field, &hints, serde.flatten, named));
            if !serde.flatten {
                field.attrs.extend(hints.to_attribute(self.krate));
            }
        }
    }

    /// The wrapper that gives the schema of a field, as schemars' `with`.
    fn stand_in(&self, field: &Field, hints: &Hints, flatten: bool, named: bool) -> Option<Attribute> {
        let krate = self.krate;
        let ty = hints.schema_as.as_ref().unwrap_or(&field.ty);
        let wrapper = match (flatten, named) {
            (true, _) => quote!(Flattened),
            (false, true) => quote!(Field),
            (false, false) => quote!(Element),
        };
        let path = quote!(#krate::__private::#wrapper<#ty>).to_string();
        // The path of another crate's macro cannot be written in a string.
        let writable = !path.contains("$ crate") && !path.contains("$crate");
        let path = LitStr::new(&path, ty.span());
        writable.then(|| parse_quote!(#[schemars(with = #path)]))
    }

    /// Writes a function that gives one field of the container's default; the path to call it by.
    fn default_of(&mut self, default: &ContainerDefault, field: &Field, index: usize) -> String {
        let function = format_ident!("__default_{index}");
        let member = match &field.ident {
            Some(ident) => quote!(#ident),
            None => {
                let index = syn::Index::from(index);
                quote!(#index)
            }
        };
        let (impl_generics, _, where_clause) = self.generics.split_for_impl();
        let (_, type_generics, _) = self.item.generics.split_for_impl();
        let (ident, ty) = (&self.item.ident, &field.ty);
        let value = match default {
            ContainerDefault::Trait => quote!(<#ident #type_generics as ::core::default::Default>::default()),
            ContainerDefault::Path(path) => quote!(#path()),
        };
        self.defaults.push(quote! {
            fn #function #impl_generics() -> #ty #where_clause {
                let value: #ident #type_generics = #value;
                value.#member
            }
        });
        let params = self.item.generics.params.iter().filter_map(|param| match param {
            syn::GenericParam::Type(param) => Some(param.ident.to_string()),
            syn::GenericParam::Const(param) => Some(param.ident.to_string()),
            syn::GenericParam::Lifetime(_) => None,
        });
        let params: Vec<String> = params.collect();
        if params.is_empty() { function.to_string() } else { format!("{function}::<{}>", params.join(", ")) }
    }
}

/// What a default of the whole type comes from.
enum ContainerDefault {
    Trait,
    Path(Path),
}

/// What matters among serde's attributes, and those that the shadow keeps.
#[derive(Default)]
struct Serde {
    kept: Vec<Meta>,
    default: Option<ContainerDefault>,
    untagged: bool,
    tag: Option<LitStr>,
    rename: Option<LitStr>,
    flatten: bool,
    skip: bool,
    with: Option<Span>,
}

impl Serde {
    /// Reads what can be read; mistakes are for serde's own derives to report.
    fn read(attrs: &[Attribute]) -> Self {
        let mut serde = Self::default();
        for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
            let metas = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            for meta in metas.into_iter().flatten() {
                serde.take(meta);
            }
        }
        serde
    }

    fn take(&mut self, meta: Meta) {
        let name = meta.path().get_ident().map(Ident::to_string).unwrap_or_default();
        match name.as_str() {
            "default" => self.default = Some(container_default(&meta)),
            "untagged" => self.untagged = true,
            "tag" => self.tag = string(&meta),
            "rename" => self.rename = string(&meta),
            "flatten" => self.flatten = true,
            "skip" | "skip_deserializing" => self.skip = true,
            "with" => self.with = Some(meta.span()),
            // About the impls of serde's derives, which the shadow does not have.
            "bound" | "crate" | "remote" | "expecting" | "borrow" => return,
            _ => {}
        }
        self.kept.push(meta);
    }

    /// The attributes for the shadow.
    fn kept(&self) -> Vec<Attribute> {
        self.kept.iter().map(|meta| parse_quote!(#[serde(#meta)])).collect()
    }
}

fn is_default(attr: &Attribute) -> bool {
    attr.parse_args::<Meta>().is_ok_and(|meta| meta.path().is_ident("default"))
}

fn container_default(meta: &Meta) -> ContainerDefault {
    string(meta).and_then(|path| path.parse().ok()).map_or(ContainerDefault::Trait, ContainerDefault::Path)
}

/// The string of `name = ".."`.
fn string(meta: &Meta) -> Option<LitStr> {
    match meta {
        Meta::NameValue(MetaNameValue { value: Expr::Lit(ExprLit { lit: Lit::Str(string), .. }), .. }) => {
            Some(string.clone())
        }
        _ => None,
    }
}

/// Replaces `Self`, which in the shadow would be the shadow.
struct SelfType<'a>(&'a DeriveInput);

impl VisitMut for SelfType<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && path.qself.is_none()
            && path.path.is_ident("Self")
        {
            let ident = &self.0.ident;
            let (_, type_generics, _) = self.0.generics.split_for_impl();
            let span = path.span();
            *ty = syn::parse2(quote_spanned!(span=> #ident #type_generics)).unwrap_or_else(|_| parse_quote!(#ident));
        }
        syn::visit_mut::visit_type_mut(self, ty);
    }
}
