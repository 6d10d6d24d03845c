-- +goose Up

-- Hard rules and weights of a programme's matching. No row: the defaults of the
-- guidelines.
create table matching_setting (
	programme_id text primary key references programme (id),
	updated_by   text not null,
	updated_at   datetime not null,
	version      bigint not null,
	setting      text not null              -- JSON
);
