-- A database whose rows a backup could silently lose: row-level security that binds even the owner of the table.
create role app login nosuperuser nobypassrls;
create role backup login nosuperuser bypassrls;
grant pg_read_all_data to backup;
create schema app authorization app;
set role app;
create table app.users (id bigint primary key, city text not null);
create table app.orders (id bigint primary key, user_id bigint not null references app.users, note text not null);
alter table app.orders enable row level security;
alter table app.orders force row level security;
create policy own on app.orders using (user_id = nullif(current_setting('app.uid', true), '')::bigint);
reset role;
insert into app.users select n, 'Riyadh' from generate_series(1, 500) n;
insert into app.orders select n, 1 + n % 500, 'Riyadh ' || repeat(md5(n::text), 3) from generate_series(1, 20000) n;
create database restored;
