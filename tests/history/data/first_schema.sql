-- A history as the first version of its tables had it. Frozen: never changed, whatever comes later.
PRAGMA application_id = 1668576617;
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO facts VALUES ('id', '0123456789ABCDEF'), ('seq', 0);
CREATE TABLE targets (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE parties (account TEXT, target INTEGER, PRIMARY KEY (account, target)) WITHOUT ROWID;
CREATE TABLE origins (no INTEGER PRIMARY KEY, kind TEXT NOT NULL, source TEXT NOT NULL, account TEXT NOT NULL, sender TEXT NOT NULL, UNIQUE (source, kind, account));
CREATE TABLE entries (seq INTEGER PRIMARY KEY, target INTEGER NOT NULL, time INTEGER NOT NULL, id TEXT NOT NULL, state INTEGER NOT NULL, origin INTEGER NOT NULL, text TEXT NOT NULL, tags TEXT NOT NULL);
CREATE UNIQUE INDEX entries_id ON entries (id);
CREATE INDEX entries_place ON entries (target, time, state);
INSERT INTO targets VALUES (1, '#room'), (2, 'alice bob');
INSERT INTO parties VALUES ('alice', 2), ('bob', 2);
INSERT INTO origins VALUES (1, 'PRIVMSG', 'bob!bob@host', '', 'n626f62');
INSERT INTO entries VALUES
  (1, 1, 1000000, '000000f4240000000n1', 0, 1, 'message 0', ''),
  (2, 1, 1000001, '000000f4241000001n1', 0, 1, 'message 1', ''),
  (3, 2, 1000002, '000000f4242000002n1', 0, 1, 'message 2', '');
PRAGMA user_version = 1;
