#[derive(Configuration)]
#[configuration(title = "Account", identifier(required, link_template = "link.vrl"))]
pub struct Config {
    token: Text,
}
