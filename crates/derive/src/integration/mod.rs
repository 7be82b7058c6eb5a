//! `#[derive(Integration)]`: attribute, model, checks, expansion.

mod check;
mod expand;
mod model;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::item::Item;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    let model = model::read(&mut item);
    check::check(&mut item, &model);
    let impls = expand::expand(&item, &model);
    item.finish(&impls)
}
