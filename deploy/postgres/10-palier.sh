#!/usr/bin/env bash
# Makes Palier's role and database, once: when PostgreSQL has just made its data folder.
#
# Palier refuses a superuser and a role that bypasses row-level security, its second wall between tenants,
# and POSTGRES_USER is a superuser. This role owns its database, and so may migrate it.
# The entrypoint may source this file, so no further options.
set -e

: "${DATABASE_PASSWORD:?is missing: give the password of the role palier}"

# psql takes the password from the environment and quotes it: no list of processes shows it. PostgreSQL logs
# a statement that failed, so that is turned off first.
psql --username "$POSTGRES_USER" --dbname postgres --no-password --no-psqlrc --quiet \
    --set ON_ERROR_STOP=1 <<'SQL'
\getenv password DATABASE_PASSWORD
SET log_statement = 'none';
SET log_min_error_statement = 'panic';
SET log_min_duration_statement = -1;
CREATE ROLE palier LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
CREATE DATABASE palier OWNER palier;
REVOKE ALL ON DATABASE palier FROM PUBLIC;
SQL
