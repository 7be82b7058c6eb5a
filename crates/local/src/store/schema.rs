//! The tables, and how an older file becomes a newer one.
//!
//! Every object has two keys: `seq`, the row's number, which joins and orders, and `id`, which the API shows. `owner` is
//! the instance of an integration that made a row, or 0 for the bot itself: it decides who sees the row, and whose tags
//! are whose. Each index serves a filter of a list, or a look-up on a hot path.

use rusqlite::Connection;

/// One step per released version of the schema; never edit one, add another.
const MIGRATIONS: &[&str] = &[V1, SCHEDULES_WORKFLOWS_FILES, ADMIN, NOTICES, TAGGED_WORKFLOWS, PASSAGES, SHARED];

/// Brings the database to the newest schema. Foreign keys must be off, since a table that is rebuilt is dropped first.
///
/// A file written by a newer version is refused rather than guessed at.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), SchemaError> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let mut version = 0;
    for step in MIGRATIONS {
        version += 1;
        if version > found {
            let tx = connection.transaction()?;
            tx.execute_batch(step)?;
            tx.pragma_update(None, "user_version", version)?;
            tx.commit()?;
        }
    }
    if found > version { Err(SchemaError::Newer { found, known: version }) } else { Ok(()) }
}

/// A database whose schema cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SchemaError {
    #[error("the data has schema version {found}, this version knows {known} at most: use a newer botpress-local")]
    Newer { found: u32, known: u32 },
    #[error("the storage thread did not start: {0}")]
    Thread(String),
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

const V1: &str = "
CREATE TABLE workspaces (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL
);
CREATE TABLE bots (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace INTEGER NOT NULL REFERENCES workspaces(seq),
    user_id TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE TABLE tokens (
    seq INTEGER PRIMARY KEY, workspace INTEGER NOT NULL REFERENCES workspaces(seq), name TEXT NOT NULL,
    kind TEXT NOT NULL, bot INTEGER REFERENCES bots(seq), hash BLOB NOT NULL, created_at INTEGER NOT NULL,
    UNIQUE (workspace, name)
);
CREATE TABLE integrations (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace INTEGER NOT NULL REFERENCES workspaces(seq),
    name TEXT NOT NULL, version TEXT NOT NULL, url TEXT NOT NULL, signing_secret TEXT,
    definition TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (workspace, name, version)
);
CREATE TABLE instances (
    seq INTEGER PRIMARY KEY CHECK (seq > 0), webhook_id TEXT NOT NULL UNIQUE,
    bot INTEGER NOT NULL REFERENCES bots(seq), alias TEXT NOT NULL,
    integration INTEGER NOT NULL REFERENCES integrations(seq),
    configuration_type TEXT, configuration TEXT NOT NULL,
    status TEXT NOT NULL, status_reason TEXT,
    identifier TEXT, sandbox_identifiers TEXT, register_schedule TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (bot, alias)
);
CREATE UNIQUE INDEX instances_identifier ON instances (integration, identifier) WHERE identifier IS NOT NULL;

CREATE TABLE users (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bot INTEGER NOT NULL REFERENCES bots(seq),
    owner INTEGER NOT NULL, name TEXT, picture_url TEXT, properties TEXT, attributes TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX users_owner_created ON users (bot, owner, created_at);
CREATE INDEX users_owner_updated ON users (bot, owner, updated_at);
CREATE INDEX users_created ON users (bot, created_at);
CREATE INDEX users_updated ON users (bot, updated_at);
CREATE TABLE user_tags (
    object INTEGER NOT NULL REFERENCES users(seq) ON DELETE CASCADE,
    owner INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (object, owner, key)
) WITHOUT ROWID;
CREATE INDEX user_tags_value ON user_tags (owner, key, value);

CREATE TABLE conversations (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bot INTEGER NOT NULL REFERENCES bots(seq),
    owner INTEGER NOT NULL, channel TEXT NOT NULL, message_count INTEGER NOT NULL DEFAULT 0, properties TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX conversations_owner_created ON conversations (bot, owner, created_at);
CREATE INDEX conversations_owner_updated ON conversations (bot, owner, updated_at);
CREATE INDEX conversations_created ON conversations (bot, created_at);
CREATE INDEX conversations_updated ON conversations (bot, updated_at);
CREATE INDEX conversations_channel ON conversations (bot, owner, channel, created_at);
CREATE TABLE conversation_tags (
    object INTEGER NOT NULL REFERENCES conversations(seq) ON DELETE CASCADE,
    owner INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (object, owner, key)
) WITHOUT ROWID;
CREATE INDEX conversation_tags_value ON conversation_tags (owner, key, value);

CREATE TABLE participants (
    seq INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversations(seq) ON DELETE CASCADE,
    user INTEGER NOT NULL REFERENCES users(seq) ON DELETE CASCADE, created_at INTEGER NOT NULL,
    UNIQUE (conversation, user)
);
CREATE INDEX participants_created ON participants (conversation, created_at);
CREATE INDEX participants_user ON participants (user, conversation);

CREATE TABLE messages (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bot INTEGER NOT NULL REFERENCES bots(seq),
    owner INTEGER NOT NULL, conversation INTEGER NOT NULL REFERENCES conversations(seq) ON DELETE CASCADE,
    user_id TEXT NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL, direction TEXT NOT NULL, origin TEXT,
    delivery TEXT, delivery_error TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX messages_conversation ON messages (conversation, created_at);
CREATE INDEX messages_owner_created ON messages (bot, owner, created_at);
CREATE INDEX messages_created ON messages (bot, created_at);
CREATE INDEX messages_pending ON messages (conversation) WHERE delivery = 'pending';
CREATE TABLE message_tags (
    object INTEGER NOT NULL REFERENCES messages(seq) ON DELETE CASCADE,
    owner INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (object, owner, key)
) WITHOUT ROWID;
CREATE INDEX message_tags_value ON message_tags (owner, key, value);

CREATE TABLE events (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bot INTEGER NOT NULL REFERENCES bots(seq),
    owner INTEGER NOT NULL, type TEXT NOT NULL, payload TEXT NOT NULL,
    conversation_id TEXT, user_id TEXT, message_id TEXT, status TEXT NOT NULL, failure_reason TEXT,
    created_at INTEGER NOT NULL
);
CREATE INDEX events_owner_created ON events (bot, owner, created_at);
CREATE INDEX events_created ON events (bot, created_at);
CREATE INDEX events_type ON events (bot, type, created_at);
CREATE INDEX events_status ON events (bot, status, created_at);
CREATE INDEX events_conversation ON events (conversation_id, created_at) WHERE conversation_id IS NOT NULL;
CREATE INDEX events_user ON events (user_id, created_at) WHERE user_id IS NOT NULL;
CREATE INDEX events_message ON events (message_id, created_at) WHERE message_id IS NOT NULL;
CREATE INDEX events_pending ON events (conversation_id) WHERE status = 'pending';

CREATE TABLE states (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bot INTEGER NOT NULL REFERENCES bots(seq),
    owner INTEGER NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL, payload TEXT NOT NULL,
    expiry INTEGER, expires_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (bot, owner, type, subject, name)
);
CREATE INDEX states_subject ON states (type, subject);
CREATE INDEX states_expiring ON states (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE analytics (
    bot INTEGER NOT NULL REFERENCES bots(seq), owner INTEGER NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (bot, owner, name)
) WITHOUT ROWID;
";

/// What happens later, workflows, and files. The content of a file is kept apart from what is known about it, in pieces,
/// so that copies share it and nobody has to hold all of it.
const SCHEDULES_WORKFLOWS_FILES: &str = "
ALTER TABLE events ADD COLUMN scheduled_at INTEGER;
ALTER TABLE events ADD COLUMN workflow_id TEXT;
CREATE INDEX events_scheduled ON events (scheduled_at) WHERE status = 'scheduled';
CREATE INDEX events_workflow ON events (workflow_id, created_at) WHERE workflow_id IS NOT NULL;
ALTER TABLE messages ADD COLUMN deliver_at INTEGER;
CREATE INDEX messages_scheduled ON messages (deliver_at) WHERE delivery = 'scheduled';
ALTER TABLE instances ADD COLUMN register_at INTEGER;
CREATE INDEX instances_register ON instances (register_at) WHERE register_at IS NOT NULL;

CREATE TABLE observations (
    seq INTEGER PRIMARY KEY, bot INTEGER NOT NULL REFERENCES bots(seq), owner INTEGER NOT NULL,
    name TEXT NOT NULL, body TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE INDEX observations_created ON observations (bot, created_at);

CREATE TABLE workflows (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bot INTEGER NOT NULL REFERENCES bots(seq),
    owner INTEGER NOT NULL, key TEXT, name TEXT NOT NULL, status TEXT NOT NULL,
    input TEXT NOT NULL, output TEXT NOT NULL, parent_id TEXT, conversation_id TEXT, user_id TEXT,
    failure_reason TEXT, timeout_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (bot, owner, name, key)
);
CREATE INDEX workflows_created ON workflows (bot, created_at);
CREATE INDEX workflows_owner ON workflows (bot, owner, created_at);
CREATE INDEX workflows_name ON workflows (bot, name, created_at);
CREATE INDEX workflows_status ON workflows (bot, status, created_at);
CREATE INDEX workflows_conversation ON workflows (conversation_id, created_at) WHERE conversation_id IS NOT NULL;
CREATE INDEX workflows_user ON workflows (user_id, created_at) WHERE user_id IS NOT NULL;
CREATE INDEX workflows_parent ON workflows (parent_id, created_at) WHERE parent_id IS NOT NULL;
CREATE INDEX workflows_timeout ON workflows (timeout_at) WHERE timeout_at IS NOT NULL;
CREATE TABLE workflow_tags (
    object INTEGER NOT NULL REFERENCES workflows(seq) ON DELETE CASCADE,
    owner INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (object, owner, key)
) WITHOUT ROWID;
CREATE INDEX workflow_tags_value ON workflow_tags (owner, key, value);

CREATE TABLE contents (seq INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE chunks (
    content INTEGER NOT NULL REFERENCES contents(seq) ON DELETE CASCADE, number INTEGER NOT NULL, data BLOB NOT NULL,
    UNIQUE (content, number)
);
CREATE TABLE files (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bot INTEGER NOT NULL REFERENCES bots(seq),
    owner INTEGER NOT NULL, key TEXT NOT NULL, content_type TEXT NOT NULL,
    expected INTEGER NOT NULL, size INTEGER NOT NULL DEFAULT -1, content INTEGER REFERENCES contents(seq),
    generation INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL, failed_reason TEXT, metadata TEXT NOT NULL,
    public INTEGER NOT NULL, shared INTEGER NOT NULL, indexed INTEGER NOT NULL,
    expires_at INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (bot, owner, key)
);
CREATE INDEX files_created ON files (bot, created_at);
CREATE INDEX files_updated ON files (bot, updated_at);
CREATE INDEX files_key ON files (bot, key);
CREATE INDEX files_size ON files (bot, size);
CREATE INDEX files_status ON files (bot, status);
CREATE INDEX files_content ON files (content) WHERE content IS NOT NULL;
CREATE INDEX files_expiring ON files (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE file_tags (
    object INTEGER NOT NULL REFERENCES files(seq) ON DELETE CASCADE, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (object, key)
) WITHOUT ROWID;
CREATE INDEX file_tags_value ON file_tags (key, value);
";

/// What the admin API keeps. `integrations` is made anew: versions are unique only among those that are deployed, not
/// among those under development, and a table's constraints cannot be changed.
const ADMIN: &str = "
ALTER TABLE workspaces ADD COLUMN handle TEXT;
ALTER TABLE workspaces ADD COLUMN profile TEXT NOT NULL DEFAULT '{}';
ALTER TABLE workspaces ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
UPDATE workspaces SET updated_at = created_at;
CREATE UNIQUE INDEX workspaces_handle ON workspaces (handle) WHERE handle IS NOT NULL;

ALTER TABLE bots ADD COLUMN name TEXT NOT NULL DEFAULT 'Bot';
ALTER TABLE bots ADD COLUMN definition TEXT NOT NULL DEFAULT '{}';
ALTER TABLE bots ADD COLUMN url TEXT;
ALTER TABLE bots ADD COLUMN dev INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bots ADD COLUMN secrets TEXT NOT NULL DEFAULT '{}';
ALTER TABLE bots ADD COLUMN signing_secret TEXT;
ALTER TABLE bots ADD COLUMN retired_secrets TEXT NOT NULL DEFAULT '[]';
ALTER TABLE bots ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE bots ADD COLUMN deployed_at INTEGER;
UPDATE bots SET updated_at = created_at;
CREATE INDEX bots_workspace ON bots (workspace, dev);

CREATE TABLE new_integrations (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace INTEGER NOT NULL REFERENCES workspaces(seq),
    name TEXT NOT NULL, version TEXT NOT NULL, url TEXT NOT NULL, signing_secret TEXT,
    retired_secrets TEXT NOT NULL DEFAULT '[]', definition TEXT NOT NULL,
    dev INTEGER NOT NULL DEFAULT 0, visibility TEXT NOT NULL DEFAULT 'private',
    verification TEXT NOT NULL DEFAULT 'unapproved', secrets TEXT NOT NULL DEFAULT '{}', icon TEXT, readme TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER
);
INSERT INTO new_integrations (seq, id, workspace, name, version, url, signing_secret, definition, created_at, updated_at)
    SELECT seq, id, workspace, name, version, url, signing_secret, definition, created_at, updated_at FROM integrations;
DROP TABLE integrations;
ALTER TABLE new_integrations RENAME TO integrations;
CREATE UNIQUE INDEX integrations_version ON integrations (workspace, name, version) WHERE dev = 0 AND deleted_at IS NULL;
CREATE INDEX integrations_name ON integrations (name);

ALTER TABLE instances ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE instances ADD COLUMN disabled_channels TEXT NOT NULL DEFAULT '[]';

ALTER TABLE tokens ADD COLUMN id TEXT;
ALTER TABLE tokens ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE tokens ADD COLUMN integration INTEGER REFERENCES integrations(seq);
CREATE UNIQUE INDEX tokens_id ON tokens (id) WHERE id IS NOT NULL;
";

/// Changes that integrations are still to be told of.
const NOTICES: &str = "
CREATE TABLE notices (
    seq INTEGER PRIMARY KEY, bot INTEGER NOT NULL REFERENCES bots(seq), instance INTEGER NOT NULL,
    conversation_id TEXT NOT NULL, operation TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX notices_conversation ON notices (conversation_id, seq);
";

/// `workflows` is made anew: they are found by their tags, not by a key; they always time out, and tell when they were
/// completed. States that expire are looked for when they are the bot's, which hears of it.
const TAGGED_WORKFLOWS: &str = "
CREATE TABLE new_workflows (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, bot INTEGER NOT NULL REFERENCES bots(seq),
    owner INTEGER NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL,
    input TEXT NOT NULL, output TEXT NOT NULL, parent_id TEXT, conversation_id TEXT, user_id TEXT,
    failure_reason TEXT, timeout_at INTEGER NOT NULL, completed_at INTEGER,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
INSERT INTO new_workflows (seq, id, bot, owner, name, status, input, output, parent_id, conversation_id, user_id,
    failure_reason, timeout_at, completed_at, created_at, updated_at)
    SELECT seq, id, bot, owner, name, status, input, output, parent_id, conversation_id, user_id, failure_reason,
    coalesce(timeout_at, created_at + 86400000), CASE status WHEN 'completed' THEN updated_at END, created_at, updated_at
    FROM workflows;
DROP TABLE workflows;
ALTER TABLE new_workflows RENAME TO workflows;
CREATE INDEX workflows_created ON workflows (bot, created_at);
CREATE INDEX workflows_owner ON workflows (bot, owner, created_at);
CREATE INDEX workflows_name ON workflows (bot, name, created_at);
CREATE INDEX workflows_status ON workflows (bot, status, created_at);
CREATE INDEX workflows_conversation ON workflows (conversation_id, created_at) WHERE conversation_id IS NOT NULL;
CREATE INDEX workflows_user ON workflows (user_id, created_at) WHERE user_id IS NOT NULL;
CREATE INDEX workflows_parent ON workflows (parent_id, created_at) WHERE parent_id IS NOT NULL;
CREATE INDEX workflows_timeout ON workflows (timeout_at)
    WHERE status IN ('pending', 'in_progress', 'listening', 'paused');
CREATE INDEX states_of_bots_expiring ON states (expires_at) WHERE owner = 0 AND expires_at IS NOT NULL;
";

/// What indexed files say, passage by passage; copies share it with the content. Their words are kept in step.
const PASSAGES: &str = "
CREATE TABLE passages (
    seq INTEGER PRIMARY KEY, content INTEGER NOT NULL REFERENCES contents(seq) ON DELETE CASCADE,
    position INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (content, position)
);
CREATE VIRTUAL TABLE passage_words USING fts5 (
    text, content = 'passages', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
    INSERT INTO passage_words (rowid, text) VALUES (new.seq, new.text);
END;
CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
    INSERT INTO passage_words (passage_words, rowid, text) VALUES ('delete', old.seq, old.text);
END;
";

/// Ids that stand for installations in links to others.
const SHARED: &str = "ALTER TABLE instances ADD COLUMN shareable_id TEXT;";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workflows_of_an_older_file_get_an_end_and_keep_their_tags() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        let before = MIGRATIONS.iter().take_while(|step| **step != TAGGED_WORKFLOWS);
        for (version, step) in (1_u32..).zip(before) {
            connection.execute_batch(step).unwrap();
            connection.pragma_update(None, "user_version", version).unwrap();
        }
        connection
            .execute_batch(
                "INSERT INTO workspaces (seq, id, created_at) VALUES (1, 'w', 0);
                 INSERT INTO bots (seq, id, workspace, user_id, created_at) VALUES (1, 'b', 1, 'u', 0);
                 INSERT INTO workflows (seq, id, bot, owner, key, name, status, input, output, created_at, updated_at)
                     VALUES (5, 'wkf_1', 1, 0, 'k', 'order', 'completed', '{}', '{}', 7, 9);
                 INSERT INTO workflow_tags (object, owner, key, value) VALUES (5, 0, 'table', '7');",
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        let times =
            "SELECT timeout_at, completed_at FROM workflows JOIN workflow_tags ON object = seq WHERE id = 'wkf_1'";
        let times: (i64, i64) = connection.query_row(times, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(times, (7 + 86_400_000, 9));
        connection.execute("DELETE FROM workflows", []).unwrap();
        let tags: i64 = connection.query_row("SELECT count(*) FROM workflow_tags", [], |row| row.get(0)).unwrap();
        assert_eq!(tags, 0, "they still go with their workflow");
    }
}
