#!/bin/bash
# Run once by the postgres image, on an empty data folder: the database, its owner, and the two logins with less power.
set -euo pipefail

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -v public="$PUBLIC_PASSWORD" <<'SQL'
CREATE ROLE sovang_app NOLOGIN;
CREATE ROLE sovang_public NOLOGIN;
CREATE ROLE sovang_owner LOGIN PASSWORD :'owner';
CREATE ROLE sovang_app_login LOGIN PASSWORD :'app' IN ROLE sovang_app;
CREATE ROLE sovang_public_login LOGIN PASSWORD :'public' IN ROLE sovang_public;
ALTER ROLE sovang_public_login SET statement_timeout = '15s';
ALTER ROLE sovang_public_login SET default_transaction_read_only = on;
CREATE DATABASE sovang OWNER sovang_owner TEMPLATE template0 ENCODING 'UTF8'
  LOCALE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'vi-VN';
REVOKE ALL ON DATABASE sovang FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE sovang TO sovang_app_login;
GRANT CONNECT ON DATABASE sovang TO sovang_public_login;
SQL
