-- +goose Up

-- Roles, themes and competences. ---------------------------------------------

create table vocabulary (
	kind    text primary key check (kind in ('role', 'theme', 'competence')),
	edition bigint not null                 -- counts the changes of its entries
);
insert into vocabulary (kind, edition) values ('role', 0), ('theme', 0), ('competence', 0);

create table vocabulary_entry (
	id           text primary key,
	kind         text not null references vocabulary (kind),
	group_code   text not null,             -- category of a role, family of a theme, area of a competence
	code         text not null,             -- what answers and reports point at
	programme_id text references programme (id), -- null: everywhere; otherwise in the place of a general one of that code
	name_lv      text not null,
	name_en      text not null,
	meaning_lv   text not null,             -- or ''
	meaning_en   text not null,
	private      boolean not null,          -- the choice is never shown to an institution's contact
	place        bigint not null,           -- within the group
	status       text not null check (status in ('valid', 'retired')),
	edition      bigint not null,           -- of the vocabulary, when it took this shape
	sort_key     text not null,
	search_text  text not null,             -- folded names and meanings, see package catalogue
	created_at   datetime not null,
	updated_at   datetime not null,
	version      bigint not null
);
create unique index vocabulary_entry_code on vocabulary_entry (kind, code, coalesce(programme_id, ''));
create index vocabulary_entry_programme on vocabulary_entry (programme_id, kind, code);

create table vocabulary_revision (
	entry_id   text not null references vocabulary_entry (id),
	version    bigint not null,
	name_lv    text not null,
	name_en    text not null,
	meaning_lv text not null,
	meaning_en text not null,
	private    boolean not null,
	place      bigint not null,
	status     text not null,
	edition    bigint not null,
	at         datetime not null,
	primary key (entry_id, version)
);
