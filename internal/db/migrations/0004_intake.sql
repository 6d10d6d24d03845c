-- +goose Up

create table intake (
	id            text primary key,
	programme_id  text not null references programme (id),
	code          text not null,            -- short name in addresses, numbers and commands
	name_lv       text not null,
	name_en       text not null,
	opens_on      text not null,            -- dates are yyyy-mm-dd in Riga, '' while open to decision
	closes_on     text not null,            -- the last day, to its end
	news_on       text not null,            -- when applicants hear next
	matching_from text not null,
	matching_to   text not null,
	seminar_on    text not null,
	starts_on     text not null,
	ends_on       text not null,
	models        text not null,            -- codes of the catalogue, comma-separated
	rules         text not null,            -- JSON: what differs from the guidelines' defaults
	status        text not null check (status in ('draft', 'published', 'withdrawn')),
	counter       bigint not null,          -- the last application's number
	created_at    datetime not null,
	updated_at    datetime not null,
	version       bigint not null
);
create unique index intake_code on intake (code);
create index intake_programme on intake (programme_id, opens_on, id);

create table funding_source (
	id             text primary key,
	programme_id   text not null references programme (id),
	project_number text not null,
	name_lv        text not null,
	name_en        text not null,
	sentence_lv    text not null,           -- as the fund's publicity rules want it
	sentence_en    text not null,
	valid_from     text not null,
	valid_to       text not null,
	created_at     datetime not null,
	updated_at     datetime not null,
	version        bigint not null
);
create index funding_source_programme on funding_source (programme_id, valid_from, id);
