-- The county's database and the one user that reaches it. As the server's administrator, once:
--     psql --set ON_ERROR_STOP=1 --file build/county/postgresql.sql
-- The tables are made by the program (`xiangxun county init … --database …`), as this user.
-- Nobody else is let in: what stands there names people. Figures for others come from `xiangxun county export`.
create role xiangxun login nosuperuser nocreatedb nocreaterole noreplication;
create database xiangxun owner xiangxun encoding 'UTF8' lc_collate 'C' lc_ctype 'C' template template0;
revoke all on database xiangxun from public;
\connect xiangxun
revoke all on schema public from public;
grant usage, create on schema public to xiangxun;
