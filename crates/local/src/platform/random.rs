//! Random bytes: for ids, tokens and secrets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::failure::Failure;

/// Bytes from the operating system.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::getrandom(&mut bytes)
        .map_err(|error| Failure::Internal(format!("the operating system gave no random bytes: {error}")))?;
    Ok(bytes)
}

/// A token or secret: 32 random bytes, base64url without padding.
pub(crate) fn secret() -> Result<String, Failure> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}
