#!/bin/bash
# audit and preflight on servers as they stand in production: TLS with a certificate to be verified, a pooler in between, a hot standby.
# Certificates are made here, before the server starts that is to use them.
cd "$(dirname "$0")/../.." || exit 2
folder=$(mktemp -d /tmp/pltls.XXXXXX) || exit 2
trap 'rm -rf "$folder"' EXIT
{
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=plumbline test authority' -keyout "$folder/authority.key" -out "$folder/authority.crt"
	openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout "$folder/server.key" -out "$folder/server.csr"
	printf 'subjectAltName=DNS:localhost\n' >"$folder/server.ext"
	openssl x509 -req -in "$folder/server.csr" -CA "$folder/authority.crt" -CAkey "$folder/authority.key" -CAcreateserial -days 2 -extfile "$folder/server.ext" -out "$folder/server.crt"
} >"$folder/openssl.log" 2>&1 || { cat "$folder/openssl.log"; exit 2; }
chmod 755 "$folder"
chmod 600 "$folder/server.key"
[ "$(id -u)" != 0 ] || chown postgres "$folder/server.key"

# A port nobody listens on, below those the system hands out.
port=$((20000 + RANDOM % 10000))
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
export PGPORT=$port PLUMBLINE_TLS=$folder PLUMBLINE_PG_PASSWORD=keep-this-secret
PLUMBLINE_PG_OPTIONS="-c listen_addresses=127.0.0.1 -c port=$port -c ssl=on -c ssl_cert_file=$folder/server.crt -c ssl_key_file=$folder/server.key \
	-c log_statement=all -c log_min_duration_statement=0 -c log_line_prefix=%a|" tests/live/with_postgres.sh tests/live/with_servers.sh
