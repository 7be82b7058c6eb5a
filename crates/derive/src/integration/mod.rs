//! `#[derive(Integration)]`: attribute, model, checks, expansion.

mod check;
mod expand;
mod interfaces;
mod model;

use proc_macro2::TokenStream;
use syn::DeriveInput;

pub(crate) use check::{check_name, check_version};
pub(crate) use model::{parse_type, shown};

use crate::item::Item;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut item = Item::new(input);
    let model = model::read(&mut item);
    check::check(&mut item, &model);
    let impls = expand::expand(&item, &model);
    item.finish(&impls)
}
