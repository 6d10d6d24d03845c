-- +goose Up

-- What the members reached together, as days and nothing else.
alter table mentorship add column agreed_at datetime;
alter table mentorship add column planned_at datetime;
alter table mentorship add column ends_on text not null default '';

-- What members write. The body is sealed: with the mentorship's key when all
-- members may read it, with its author's own otherwise.
create table journal_entry (
	id            text primary key,
	mentorship_id text not null references mentorship (id),
	kind          text not null,
	slot          text not null,           -- what there is one of: its name; '' otherwise
	parent_id     text not null,           -- entry that this belongs to, '' otherwise
	meeting_id    text not null,           -- '' otherwise
	author_id     text not null,
	editor_id     text not null,           -- who saved it last
	shared        boolean not null,
	shared_at     datetime,
	read_at       datetime,                -- when somebody other than the author first read it
	created_at    datetime not null,
	updated_at    datetime not null,
	version       bigint not null,
	body          blob not null
);
create unique index journal_entry_slot on journal_entry (mentorship_id, kind, slot) where slot <> '';
create index journal_entry_all on journal_entry (mentorship_id, created_at, id);
create index journal_entry_parent on journal_entry (parent_id, created_at, id) where parent_id <> '';
create index journal_entry_author on journal_entry (author_id, mentorship_id) where not shared;

-- What a shared entry said before it was changed.
create table journal_version (
	id         text primary key,
	entry_id   text not null references journal_entry (id) on delete cascade,
	version    bigint not null,
	editor_id  text not null,
	saved_at   datetime not null,
	body       blob not null
);
create unique index journal_version_one on journal_version (entry_id, version);

-- Who agreed to which version of an entry.
create table journal_acceptance (
	entry_id    text not null references journal_entry (id) on delete cascade,
	person_id   text not null,
	version     bigint not null,
	accepted_at datetime not null,
	primary key (entry_id, person_id)
);

-- What somebody has typed and not saved. Sealed with the person's own key.
create table journal_draft (
	id            text primary key,
	mentorship_id text not null references mentorship (id),
	person_id     text not null references person (id) on delete cascade,
	form          text not null,
	updated_at    datetime not null,
	body          blob not null
);
create unique index journal_draft_one on journal_draft (mentorship_id, person_id, form);
