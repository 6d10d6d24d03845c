-- +goose Up

-- Files on their way in. They hold what people wrote about themselves, so only
-- who uploaded one opens it, and none is kept longer than a day.
create table import_file (
	id         text primary key,
	owner_id   text not null references person (id) on delete cascade,
	intake_id  text not null references intake (id),
	side       text not null check (side in ('mentee', 'mentor')),
	name       text not null,
	content    blob,                        -- null when its rows are kept
	mapping    text not null,               -- JSON
	report     text not null,               -- JSON; '' before
	created_at datetime not null,
	expires_at datetime not null,
	version    bigint not null
);
create index import_file_expires on import_file (expires_at);
create index import_file_owner on import_file (owner_id, intake_id, created_at, id);

-- What a programme's columns meant the last time, by their headings.
create table import_mapping (
	programme_id text not null references programme (id),
	side         text not null check (side in ('mentee', 'mentor')),
	headings     text not null,             -- SHA-256 of the folded headings in order
	mapping      text not null,             -- JSON
	used_at      datetime not null,
	primary key (programme_id, side, headings)
);
