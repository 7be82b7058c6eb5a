//! Tables: bots have none here. The official CLI asks when it has deployed one.

use botpress_api::endpoint::list_tables;

use super::Call;
use crate::failure::Failure;

pub(crate) async fn list(_: Call, _: list_tables::Request) -> Result<list_tables::Response, Failure> {
    Ok(list_tables::Response::new(vec![]))
}
