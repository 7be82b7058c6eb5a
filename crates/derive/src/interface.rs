//! `#[derive(Interface)]`.
//!
//! The interface is written for every integration at once: each member says that whoever implements the interface declares it, and the
//! interface is implemented by whoever declares its entities and handles its members.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Data, DeriveInput, Generics, LitStr, Result, Token, Type, parse::ParseStream, parse_quote, spanned::Spanned,
};

use crate::{
    attr::{self, Known, Opt, Titled},
    integration::{check_name, check_version, parse_type, shown},
    item::Item,
};

const OPTIONS: Known = &[
    ("name", "name = \"my-interface\""),
    ("version", "version = \"0.1.0\""),
    attr::TITLE_OPTION,
    attr::DESCRIPTION_OPTION,
    ("entities", "entities(Item as E)"),
    ("actions", "actions(Start)"),
    ("events", "events(Started)"),
    ("channels", "channels(Line)"),
];

#[derive(Default)]
struct Model {
    titled: Titled,
    version: Option<LitStr>,
    entities: Vec<Entity>,
    actions: Vec<Type>,
    events: Vec<Type>,
    channels: Vec<Type>,
}

/// The interface's own entity, and the parameter that stands for an integration's.
struct Entity {
    base: Type,
    parameter: Ident,
}

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    let model = model(&mut item);
    check(&mut item, &model);
    let impls = expand(&item, &model);
    item.finish(&impls)
}

fn model(item: &mut Item<'_>) -> Model {
    let mut model = Model::default();
    attr::read(item.attrs(), "interface", OPTIONS, &mut item.errors, &mut |option, _| model.take(option));
    model.titled.finish(item.attrs(), true, &mut item.errors);
    model
}

impl Model {
    fn take(&mut self, option: &Opt<'_>) -> Result<()> {
        if self.titled.take(option)? {
            return Ok(());
        }
        match option.key {
            "version" => self.version = Some(option.string()?),
            "entities" => self.entities = option.items(Entity::parse)?,
            "actions" => self.actions = option.items(parse_type)?,
            "events" => self.events = option.items(parse_type)?,
            _ => self.channels = option.items(parse_type)?,
        }
        Ok(())
    }

    /// All members, each with the trait it has to have.
    fn members(&self) -> impl Iterator<Item = (&'static str, &Type)> {
        let lists = [("Action", &self.actions), ("Event", &self.events), ("Channel", &self.channels)];
        lists.into_iter().flat_map(|(kind, types)| types.iter().map(move |ty| (kind, ty)))
    }
}

impl Entity {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let base = parse_type(input)?;
        let wrong = |span| {
            let write = format!("write `{} as E`, with a type parameter `E`", shown(&base));
            syn::Error::new(span, format!("which parameter stands for this entity? {write}"))
        };
        if !input.peek(Token![as]) {
            return Err(wrong(base.span()));
        }
        input.parse::<Token![as]>()?;
        let span = input.span();
        let parameter = input.parse().map_err(|_| wrong(span))?;
        Ok(Self { base, parameter })
    }
}

fn check(item: &mut Item<'_>, model: &Model) {
    if !matches!(item.input.data, Data::Struct(_)) {
        item.wrong(format!("an interface is a struct that stands for it: write `struct {};`", item.ident()));
    }
    item.no_lifetimes("an interface");
    required(item, model);
    if let Some(name) = &model.titled.name {
        check_name(name, &mut item.errors);
    }
    if let Some(version) = &model.version {
        check_version(version, &mut item.errors);
    }
    check_entities(item, model);
    check_members(item, model);
}

/// `name`, `version` and a member, asked for once and together.
fn required(item: &mut Item<'_>, model: &Model) {
    if !item.errors.is_empty() {
        return;
    }
    let missing = match (&model.titled.name, &model.version) {
        (Some(_), Some(_)) if model.members().next().is_some() => return,
        (Some(_), Some(_)) => "members: write `#[interface(actions(Start))]`, or `events(..)`, or `channels(..)`",
        (Some(_), None) => "a version: write `#[interface(version = \"0.1.0\")]`",
        (None, Some(_)) => "a name: write `#[interface(name = \"my-interface\")]`",
        (None, None) => "a name and a version: write `#[interface(name = \"my-interface\", version = \"0.1.0\")]`",
    };
    item.wrong(format!("an interface has {missing}"));
}

/// Each parameter stands for one entity.
fn check_entities(item: &mut Item<'_>, model: &Model) {
    let parameters: Vec<&Ident> = item.input.generics.type_params().map(|parameter| &parameter.ident).collect();
    for (index, Entity { base, parameter }) in model.entities.iter().enumerate() {
        if !parameters.contains(&parameter) {
            let ident = item.ident();
            item.errors.at(
                parameter.span(),
                format!("`{ident}` has no type parameter `{parameter}`: write `struct {ident}<{parameter}>`"),
            );
        }
        if model.entities[..index].iter().any(|earlier| earlier.parameter == *parameter) {
            item.errors.at(
                parameter.span(),
                format!("`{parameter}` stands for two entities: give one a parameter of its own"),
            );
        }
        if model.entities[..index].iter().any(|earlier| shown(&earlier.base) == shown(base)) {
            item.errors.at(base.span(), format!("`{}` is listed twice: leave one out", shown(base)));
        }
    }
    for parameter in parameters {
        if item.errors.is_empty() && !model.entities.iter().any(|entity| entity.parameter == *parameter) {
            let write = format!("write `entities(Item as {parameter})`, where `Item` is the least that one has");
            item.errors.at(parameter.span(), format!("which entity does `{parameter}` stand for? {write}"));
        }
    }
}

/// A member is listed once, and says for which entities it is.
fn check_members(item: &mut Item<'_>, model: &Model) {
    let mut seen: Vec<String> = Vec::new();
    let parameters: Vec<String> =
        item.input.generics.type_params().map(|parameter| parameter.ident.to_string()).collect();
    for (_, ty) in model.members() {
        let shown = shown(ty);
        if seen.contains(&shown) {
            item.errors.at(ty.span(), format!("`{shown}` is listed twice: leave one out"));
        }
        let tokens = quote!(#ty);
        if !parameters.iter().all(|parameter| mentions(&tokens, parameter)) {
            let name = attr::last_segment(ty).map_or_else(|| shown.clone(), |last| last.ident.to_string());
            let (ident, all) = (item.ident(), parameters.join(", "));
            item.errors.at(
                ty.span(),
                format!(
                    "a member says for which entities it is, since `{ident}` may be implemented for several: write `{name}<{all}>`"
                ),
            );
        }
        seen.push(shown);
    }
}

fn mentions(tokens: &TokenStream, parameter: &str) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == parameter,
        proc_macro2::TokenTree::Group(group) => mentions(&group.stream(), parameter),
        proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => false,
    })
}

fn expand(item: &Item<'_>, model: &Model) -> TokenStream {
    let interface = interface(item, model);
    // Nothing that is about integrations holds when something is wrong already.
    if !item.errors.is_empty() {
        return interface;
    }
    let members = members(item, model);
    let implemented = implemented(item, model);
    let distinct = distinct(item, model);
    quote!(#interface #members #implemented #distinct)
}

fn interface(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let name = model.titled.name.as_ref().map_or_else(String::new, LitStr::value);
    let version = model.version.as_ref().map_or_else(String::new, LitStr::value);
    let setters = model.titled.setters();
    let entities = model.entities.iter().map(|Entity { base, .. }| {
        let at = item.private_at(base.span());
        quote_spanned!(base.span()=> .entity(<#base as #at::Entity>::MEMBER, <#base as #at::Entity>::definition()))
    });
    let members = model.members().map(|(kind, ty)| {
        let at = item.private_at(ty.span());
        let (method, kind) = (format_ident!("{}", kind.to_lowercase()), format_ident!("{kind}"));
        quote_spanned!(ty.span()=> .#method(<#ty as #at::#kind>::MEMBER, <#ty as #at::#kind>::definition()))
    });
    let definition = item.body(quote! {
        #private::InterfaceDefinition::new(#name, #version) #setters #(#entities)* #(#members)*
    });
    let predicates = predicates(item, model);
    item.implement(
        &quote!(#private::Interface),
        &quote!(#(#predicates,)*),
        &quote! {
            const NAME: &'static ::core::primitive::str = #name;
            const VERSION: &'static ::core::primitive::str = #version;

            fn definition() -> #private::InterfaceDefinition {
                #definition
            }
        },
    )
}

/// What entities and members have to be, where it depends on the parameters.
fn predicates(item: &Item<'_>, model: &Model) -> Vec<TokenStream> {
    let private = item.private();
    let entities = model.entities.iter().map(|Entity { parameter, .. }| quote!(#parameter: #private::Entity));
    let members = model.members().filter(|(_, ty)| item.mentions_parameters(&quote!(#ty))).map(|(kind, ty)| {
        let kind = format_ident!("{kind}");
        quote!(#ty: #private::#kind)
    });
    entities.chain(members).collect()
}

/// The item's generics and one more: the integration.
fn generics(item: &Item<'_>, predicates: &[TokenStream]) -> Generics {
    let mut generics = item.input.generics.clone();
    generics.params.push(parse_quote!(__I));
    let clause = generics.make_where_clause();
    clause.predicates.extend(predicates.iter().map(|predicate| -> syn::WherePredicate { parse_quote!(#predicate) }));
    generics
}

/// The interface as a type, with its parameters.
fn this(item: &Item<'_>) -> TokenStream {
    let ident = item.ident();
    let (_, type_generics, _) = item.input.generics.split_for_impl();
    quote!(#ident #type_generics)
}

/// `impl InterfaceMember` for each member.
fn members(item: &Item<'_>, model: &Model) -> TokenStream {
    let this = this(item);
    let impls = model.members().map(|(kind, ty)| {
        let at = item.private_at(ty.span());
        let kind = format_ident!("{kind}");
        let mut needed = vec![quote!(__I: #at::Implements<#this>)];
        if item.mentions_parameters(&quote!(#ty)) {
            needed.push(quote!(#ty: #at::#kind));
        }
        let generics = generics(item, &needed);
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        quote_spanned! {ty.span()=>
            #[automatically_derived]
            impl #impl_generics #at::InterfaceMember<__I> for #ty #where_clause {
                type Interface = #this;
                const KIND: #at::MemberKind = #at::MemberKind::#kind;
                const TAKEN_AS: ::core::option::Option<&'static ::core::primitive::str> =
                    #at::taken_as::<__I, #this>(#at::MemberKind::#kind, <#ty as #at::#kind>::MEMBER);
            }
        }
    });
    quote!(#(#impls)*)
}

/// `impl ImplementedBy` for every integration that has what it takes.
fn implemented(item: &Item<'_>, model: &Model) -> TokenStream {
    let private = item.private();
    let ident = item.ident();
    let mut needed = vec![quote!(__I: #private::Implements<Self>)];
    needed.extend(predicates(item, model));
    let declared = model.entities.iter().map(|Entity { parameter, .. }| quote!(__I: #private::Declares<#parameter>));
    needed.extend(declared);
    needed.extend(model.actions.iter().map(|ty| quote!(__I: #private::Answers<#ty>)));
    needed.extend(model.channels.iter().map(|ty| quote!(__I: #private::Delivers<#ty>)));
    let generics = generics(item, &needed);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = item.input.generics.split_for_impl();
    let entities = model.entities.iter().map(|Entity { base, parameter }| {
        quote!((<#base as #private::Entity>::MEMBER, <__I as #private::Declares<#parameter>>::NAME))
    });
    let Model { actions, events, channels, .. } = model;
    quote_spanned! {ident.span()=>
        #[automatically_derived]
        impl #impl_generics #private::ImplementedBy<__I> for #ident #type_generics #where_clause {
            const ENTITIES: &'static [(&'static ::core::primitive::str, &'static ::core::primitive::str)] =
                &[#(#entities),*];
            const ACTIONS: &'static [#private::TakenAction<__I>] = &[#(#private::TakenAction::action::<#actions>()),*];
            const EVENTS: &'static [#private::TakenEvent] = &[#(#private::TakenEvent::event::<__I, #events>()),*];
            const CHANNELS: &'static [#private::TakenChannel<__I>] = &[#(#private::TakenChannel::channel::<#channels>()),*];

            fn implementation() -> #private::Implementation {
                #private::implementation(
                    <Self as #private::Interface>::definition(),
                    <Self as #private::ImplementedBy<__I>>::ENTITIES,
                )
            }
        }
    }
}

/// Constants that make sure that no two members of a kind have one name. With parameters there are none; `try_build` reports it then.
fn distinct(item: &Item<'_>, model: &Model) -> TokenStream {
    if !item.input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let ident = item.ident();
    let at = item.private_at(ident.span());
    let lists = [("Action", &model.actions), ("Event", &model.events), ("Channel", &model.channels)];
    let constants = lists.into_iter().filter(|(_, types)| types.len() > 1).map(|(kind, types)| {
        let kinds = format!("{}s", kind.to_lowercase());
        let problem = format!("two {kinds} of `{ident}` have one name: write `name = \"..\"` at one of them");
        let names = types.iter().map(|ty| {
            let (at, kind) = (item.private_at(ty.span()), format_ident!("{kind}"));
            quote_spanned!(ty.span()=> <#ty as #at::#kind>::MEMBER)
        });
        quote_spanned! {ident.span()=>
            const _: () = #at::distinct(&[#(#names),*], &[] as &[&[#at::TakenEvent]], #problem);
        }
    });
    quote!(#(#constants)*)
}
