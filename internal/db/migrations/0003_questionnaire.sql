-- +goose Up

-- Forms as data. A row is kept for ever: answers name it. Only a draft, which
-- nobody has answered, is ever deleted. Its text is no secret; who may edit it
-- is said in internal/access.
create table questionnaire (
	id           text primary key,
	key          text not null,
	version      bigint not null check (version > 0),
	programme_id text references programme (id), -- null: everywhere
	status       text not null check (status in ('draft', 'published', 'retired')),
	definition   text not null,                  -- JSON
	created_at   datetime not null,
	updated_at   datetime not null,
	published_at datetime,
	revision     bigint not null
);
create unique index questionnaire_version on questionnaire (key, coalesce(programme_id, ''), version);
create unique index questionnaire_published on questionnaire (key, coalesce(programme_id, '')) where status = 'published';
create unique index questionnaire_draft on questionnaire (key, coalesce(programme_id, '')) where status = 'draft';
