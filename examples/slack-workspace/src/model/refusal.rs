/// What Slack refuses, printed as its error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Who is invited is there already.
    #[error("already_in_channel")]
    AlreadyInChannel,
    /// The user has reacted to the message with this emoji before.
    #[error("already_reacted")]
    AlreadyReacted,
    /// There is no such app, or it belongs to somebody else.
    #[error("app_id_not_found")]
    AppNotFound,
    /// The client secret is not the app's.
    #[error("bad_client_secret")]
    BadClientSecret,
    /// The address is not where the code was sent, or not one of the app's.
    #[error("bad_redirect_uri")]
    BadRedirectUri,
    /// The message was written by somebody else, or is being streamed.
    #[error("cant_delete_message")]
    CannotDeleteMessage,
    /// The message was written by somebody else.
    #[error("cant_update_message")]
    CannotUpdateMessage,
    /// There is no such channel, or the app may not know of it.
    #[error("channel_not_found")]
    ChannelNotFound,
    /// This is not possible in this kind of channel.
    #[error("method_not_supported_for_channel_type")]
    ChannelTypeNotSupported,
    /// The code was exchanged before.
    #[error("code_already_used")]
    CodeAlreadyUsed,
    /// The message or view has no such element. Not a code of Slack's: people cannot click on what is not there.
    #[error("element_not_found")]
    ElementNotFound,
    /// The trigger opened a view before.
    #[error("exchanged_trigger_id")]
    ExchangedTriggerId,
    /// The trigger is older than three seconds.
    #[error("expired_trigger_id")]
    ExpiredTriggerId,
    /// There is no such file.
    #[error("file_not_found")]
    FileNotFound,
    /// There is no such run of a function, or it was completed before.
    #[error("function_execution_not_found")]
    FunctionNotFound,
    /// The view was changed since.
    #[error("hash_conflict")]
    HashConflict,
    /// An argument is missing or of the wrong kind.
    #[error("invalid_arguments")]
    InvalidArguments,
    /// The token is not the workspace's.
    #[error("invalid_auth")]
    InvalidAuth,
    /// The blocks are not what Block Kit allows.
    #[error("invalid_blocks")]
    InvalidBlocks,
    /// The blocks are not a list in JSON.
    #[error("invalid_blocks_format")]
    InvalidBlocksFormat,
    /// There is no app with this client id.
    #[error("invalid_client_id")]
    InvalidClientId,
    /// There is no such code, or it is older than ten minutes.
    #[error("invalid_code")]
    InvalidCode,
    /// The cursor is not one that the method gave.
    #[error("invalid_cursor")]
    InvalidCursor,
    /// The grant is neither `authorization_code` nor `refresh_token`.
    #[error("invalid_grant_type")]
    InvalidGrantType,
    /// The manifest does not describe an app.
    #[error("invalid_manifest")]
    InvalidManifest,
    /// The name of the emoji is not one.
    #[error("invalid_name")]
    InvalidName,
    /// The refresh token is not the app's, or was spent.
    #[error("invalid_refresh_token")]
    InvalidRefreshToken,
    /// The app asks for something that it may not have, or for nothing.
    #[error("invalid_scope")]
    InvalidScope,
    /// The trigger is not one.
    #[error("invalid_trigger_id")]
    InvalidTriggerId,
    /// The channel is archived.
    #[error("is_archived")]
    IsArchived,
    /// Markdown together with text or blocks.
    #[error("markdown_text_conflict")]
    MarkdownTextConflict,
    /// There is no such message.
    #[error("message_not_found")]
    MessageNotFound,
    /// The message is not being written any more.
    #[error("message_not_in_streaming_state")]
    MessageNotInStreamingState,
    /// The message is another app's, or a person's.
    #[error("message_not_owned_by_app")]
    MessageNotOwnedByApp,
    /// The app does not take direct messages.
    #[error("messages_tab_disabled")]
    MessagesTabDisabled,
    /// A stream in a channel needs the team of its reader.
    #[error("missing_recipient_team_id")]
    MissingRecipientTeam,
    /// A stream in a channel needs its reader.
    #[error("missing_recipient_user_id")]
    MissingRecipientUser,
    /// The texts of the blocks are too long all in all.
    #[error("msg_blocks_too_long")]
    MsgBlocksTooLong,
    /// The text is too long.
    #[error("msg_too_long")]
    MsgTooLong,
    /// There is no such reaction to take back.
    #[error("no_reaction")]
    NoReaction,
    /// Neither text nor blocks.
    #[error("no_text")]
    NoText,
    /// The method wants a token of another kind.
    #[error("not_allowed_token_type")]
    NotAllowedTokenType,
    /// There is no token.
    #[error("not_authed")]
    NotAuthed,
    /// The app, or the person, is not in the channel.
    #[error("not_in_channel")]
    NotInChannel,
    /// Too many calls.
    #[error("ratelimited")]
    RateLimited,
    /// The message is being streamed: it cannot be changed in another way.
    #[error("streaming_state_conflict")]
    StreamingStateConflict,
    /// There is no such thread.
    #[error("thread_not_found")]
    ThreadNotFound,
    /// The long-lived token was exchanged before.
    #[error("token_already_exchanged")]
    TokenAlreadyExchanged,
    /// The token has expired.
    #[error("token_expired")]
    TokenExpired,
    /// The token was revoked.
    #[error("token_revoked")]
    TokenRevoked,
    /// The app's tokens do not expire.
    #[error("token_rotation_not_enabled")]
    TokenRotationNotEnabled,
    /// No app has such a command. Not a code of Slack's: it tells the person in a sentence.
    #[error("unknown_command")]
    UnknownCommand,
    /// There is no such user.
    #[error("user_not_found")]
    UserNotFound,
    /// The person is not in the channel.
    #[error("user_not_in_channel")]
    UserNotInChannel,
    /// There is no such view.
    #[error("not_found")]
    ViewNotFound,
}
