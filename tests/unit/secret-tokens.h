/* Made-up tokens with what is to be told of them on 2026-02-01. Checksums were computed outside the program: Python's zlib, hashlib and binascii, bech32 and
 * Marvin32 written down from their specifications. Each is split behind its prefix, so that no scanner takes this file for a leak. */
#pragma once

#include "core/finding.h"

struct token {
	const char *verifier, *prefix, *rest;
	enum up_verdict verdict;
	const char *evidence;
};

static const struct token tokens[] = {
	{ "github", "ghp_", "DeqgkWDRVRgf8T5aqbIgLcpvE32YvF2xL8sR", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "github", "gho_", "cHp0llw1qiRSgOfDl1zNxhvnl7oNUH0YaPrk", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "github", "ghu_", "8PstMGUzLi6UJ2oGdV1zsfWNTMHd9b1kxDdJ", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "github", "ghs_", "StEQAJHxVQTwdu7bhpbsv2Hrou7MTG1I9dQW", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "github", "ghr_", "O8xE5AlpyEedmSOVXFDrwrPiNmx9HOfl2qBIAgQcDYaTu4MpeXjNy3Ygr3IxnPdmOdOSlP0keSvG", UP_VERDICT_VERIFIED,
	  "checksum holds" },
	{ "github", "ghp_", "w0H4soKNpaFbwxT9RSNxOO4IovquSd00R7JE", UP_VERDICT_VERIFIED, "checksum holds" }, /* leading zeros */
	{ "github-fine-grained", "github_pat_", "11dFaXCEBgwniJVZw2Q15E_689g9GSHPnw6PJKBa6XaZsCpAaD9xCfVRl0CuP4ToYbTLRCHNDBlXaStz32",
	  UP_VERDICT_VERIFIED, "checksum holds" },
	{ "npm", "npm_", "aFnOo78zWKsPYBbP8Axopx008Patt011gjIE", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "vercel", "vcp_", "SWFTdmvxedTYgMDo0dvKf5kKiSxJ2gmPIcdG74IuPajdtnNz-_4JJFQc", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "gitlab", "glpat-", "1WczQyyn0L8KZmZEsaMiPRLHw3NcV2poWkzD.01.100cp82et", UP_VERDICT_VERIFIED, "checksum holds" }, /* versioned */
	{ "gitlab", "glrt-", "t1_QjjVpAfyjZdlO3lCfgTjy1HHHHB.0r12pdtcr", UP_VERDICT_VERIFIED, "checksum holds" }, /* unversioned */
	{ "gitlab", "glrt-", "t3_grcO7n8aUDm-8H7CNH8Gbm86MQp1Om82aApwOjFpMmUQ.01.181el4276", UP_VERDICT_VERIFIED,
	  "checksum holds; user 31337; project 70070" },
	{ "grafana", "glsa_", "hyosLXHVKQu1LrjZkFe5h3ZAwOPuXQuG_f3afa7e4", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "cloudflare", "cfk_", "KdVH2bDIvKRMDsb9HGUNHRqn5S9C3ntOms2wAeqt14c2f6ea", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "cloudflare", "cfut_", "zTGVpCKVXUjW4omKB7fn5LuhLpvh7YhiQxj4nFzy911277ad", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "cloudflare", "cfat_", "41X1WfdpFF3Yk8QqTYOjx5gRFgKqgGFL4b1bD6Gi0bfcfb19", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "atlassian", "ATBB", "Db169K8fyLvifLCzUTing9soEDCDC06C", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "atlassian", "ATATT3xFfGF0", "1dZATygCHu9UN9TKjCNMJXa26lAp4xf5L1cTEHDGHRdEgUSZSHsblGPatSjF=C89D4969", UP_VERDICT_VERIFIED,
	  "checksum holds" },
	{ "atlassian", "ATATT3xFfGF0", "1dZATygCHu9UN9TKjCNMJXa26lAp4xf5L1cTEHDGHRdEgUSZSHsblGPatSjF%3DC89D4969", UP_VERDICT_VERIFIED,
	  "checksum holds" }, /* escaped = */
	{ "atlassian", "ATATT3xFfGF0", "1dZATygCHu9UN9TKjCNMJXa26lAp4xf5L1cTEHDGHRdEgUSZSHsblGPatSjF\\=C89D4969", UP_VERDICT_VERIFIED,
	  "checksum holds" },
	{ "confluent", "cflt", "mNKvS7NEW6c1ATfkPcTMtEpFC9gjSa5ZGrrnQTJhYfhGHxzBNubXurPaaRrw", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "zuplo", "zpka_", "t3ajze0bx9uaxnlwnnsixwq49z06dcyl_05c23c12", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "age", "AGE-SECRET-KEY-1", "GUDQ4HYNZKE2MWT86Y9XX554JYT77XVN0CSM93CGNKTNNTVENWAQGM88L0", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "nkey", "SU", "ANXK5EXNEWBRAP5HSG25HETJQW6OENS65ECFE7HU6OH2LUVUAEENHPKA", UP_VERDICT_VERIFIED,
	  "checksum holds; seed of a user" }, /* user */
	{ "nkey", "SA", "AD26O7O2F5TUKEUASAESSL6A4Y2TVRKKLX5OZOO3V677QP2BJPHKQXJM", UP_VERDICT_VERIFIED,
	  "checksum holds; seed of an account" }, /* account */
	{ "azure", "HEI9uHTs", "wMAJh85ulreM0FLuqxWLrmCXsSr4lOnDaD22RILIWDOn0w94D8dpLn9hEE8rQ3DeWipm+ASt1G2n0g==", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Storage" }, /* +ASt */
	{ "azure", "DvTw5QCX", "zN8tFcgz0nnfD1INTp2EMmfeZwuqOJvSc4Yy9abU6g4qQYQzcptqd9TNVPwUPtS3G78EACDbifZvCQ==", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Cosmos DB" }, /* ACDb */
	{ "azure", "yQPYSMf5", "wiNk37E5kTDpPBoyogBvbtOwd8x53vKtgaHTYEOicZWweG51omY5Wdg1c6Ss23FS1rmh+ABagAy/VQ==", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Batch" }, /* +ABa */
	{ "azure", "857w1Ohy", "I0ghm8Prmj0YuTIycxYhwu9Nb+ASbFpSSpQ=", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Service Bus" },                                                                           /* +ASb */
	{ "azure", "35tarlDc", "IYqRRCV11O7r1QPRJPfVoHcmHAIoTNBBCjs=", UP_VERDICT_VERIFIED, "checksum holds; key of Azure IoT" }, /* AIoT */
	{ "azure", "k3cIVdj6", "syD7jTo3xcR6HdDJGiEQcUgyDGlbXKrWSmvKl1g73kzrQHNopQrkzgGT1N7ANEXHzsk5APIMSCbfZQ==", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure API Management" }, /* APIM */
	{ "azure", "1LDArESe", "nsBZhbZQAtOlrkveI6P3eAII3AzCaAxIFHk=", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Cache for Redis" }, /* AzCa */
	{ "azure", "fLewLep8", "0EE8NVynIS3xGN3DBdfyxO7htnU19HPo1PgfAzFuQtT4+Q==", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Functions" }, /* AzFu */
	{ "azure", "GPYEzPaw", "pdDhNc7uUXW5Nvpmaoat6Hurx4rkZu7zB4AzSeCmaU1K", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure AI Search" }, /* AzSe */
	{ "azure", "Wi7h3GoN", "wbha3K8WNPtRuG8K63HdhESTCNquyfspd7+ACRAGr17T", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Container Registry" }, /* +ACR */
	{ "azure", "gS2EyPmj", "WYYqcmQ7dOrx1zlWyQlgGTgIGAZEGO4bBMo=", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Event Grid" }, /* AZEG */
	{ "azure", "5inm1KOM", "fJjaR22B6Xi33OhKvtTLirOgi0D7Yn4YU57exeK6EBVRWTB615uFPG4deytQfsCAY7UV+AMCW7BNDA==", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Machine Learning" }, /* +AMC */
	{ "azure", "jgmv2oHx", "mgFl3x1T8MPHwlpdbJ8uv9p0t+AEhNP6Mdw=", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Event Hubs" }, /* +AEh */
	{ "azure", "MVEt8v6I", "rHRppmzpYpUD52a5LWbIjZiup+ARmPtz3gw=", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Relay" }, /* +ARm */
	{ "azure", "0bv90sqI", "TFCuuWuBdPRU67vLyI60eTlXYAzCaJ8dFGo=", UP_VERDICT_VERIFIED,
	  "checksum holds; key of Azure Cache for Redis" }, /* redis spelling of J8d/Go= */
	{ "azure-annotated", "H1d9zdjn", "pkhi5iezKpR7CyFRtAwdwRBEbOafxC7bbZxvjz1YsP44JQQJ99BCAAAAAAAAAAAAAAAAAZDO2ekz",
	  UP_VERDICT_VERIFIED, "checksum holds; created in 2025-03; provider AZDO" }, /* short */
	{ "azure-annotated", "eEVTNcAj", "1WvanKgoozGJ8Mylx3LNevkPAP0H6bJlNRxhrK5sL5HEJQQJ99ALAAAAAAAAAAAAAAAAACOG1cItBA==",
	  UP_VERDICT_VERIFIED, "checksum holds; created in 2024-12; provider ACOG" }, /* long */
	{ "azure-annotated", "WPUVfhvg", "nby07l46SBVaYgeNOx3DF2ZwtGUhOB3cpWtm3H6cuRiZJQQJ9DCAAAAAAAAAAAAAAAAAAZAC2for",
	  UP_VERDICT_VERIFIED, "checksum holds; derived from another key; created in 2026-01; provider AZAC" }, /* derived */
	{ "azure-annotated", "JnW7LH06", "aK5JMCuzZetcwYHitAiw8DemEhUqUrYEjffbkmo98lOFJQQJ99BCAAAAAAAAAAAAAAAAAZMP5WIa",
	  UP_VERDICT_VERIFIED, "checksum holds; created in 2025-03; provider AZMP" }, /* base64 sum */
	{ "azure-annotated", "30JQBmx5", "pUfIjIRIeI2PI5IKUCGBqfeweavx8Art0kpu7XTC2DjaJQQJ99BCAAAAAAAAAAAAAAAAAZMP02auuw==",
	  UP_VERDICT_VERIFIED, "checksum holds; created in 2025-03; provider AZMP" }, /* base64 sum long */
	{ "azure-annotated", "tFFMqYA3", "uQZbmg9ozirEmkvsvVuIOm3tYqacF9m6uZySXuLy7lrlJQQJ99BCAAAAAAAAAAAAAAAAAZMP015m",
	  UP_VERDICT_VERIFIED, "checksum holds; created in 2025-03; provider AZMP" }, /* zero byte */
	{ "entra", "K3n8Q~", "ejvXV6hhNNBUD8jze5vi0IBHPW2rcrRbYS", UP_VERDICT_VERIFIED, "checksum holds" },
	{ "azure-devops", "xbdiih2x", "jbpztfn6tdzgm3nonq22vku3zc552hkkj77yikyyympa", UP_VERDICT_VERIFIED, "checksum holds" }, /* user */
	{ "azure-devops", "5xiveziu", "fuikiwu7axn64ot77tyzfj6zn65rcohes5ybrcygyfnq", UP_VERDICT_VERIFIED,
	  "checksum holds" }, /* application */
	{ "azure-devops", "H1d9zdjn", "pkhi5iezKpR7CyFRtAwdwRBEbOafxC7bbZxvjz1YsP44JQQJ99BCAAAAAAAAAAAAAAAAAZDO2ekz", UP_VERDICT_VERIFIED,
	  "checksum holds; created in 2025-03; provider AZDO" },
	{ "aws-key-id", "AKIA", "RZPUZDIKAUDQSC6I", UP_VERDICT_WELL_FORMED, "account 123456789012" }, /* 123456789012 */
	{ "aws-bedrock", "ABSK",
	  "QmVkcm9ja0FQSUtleS1xN3p4LWF0LTIxMDk4NzY1NDMyMTpyHAfRUnjrznr+ky2A777tqMgfyyMNydbC4xO8vSTQo1"
	  "yhGOcaPH293NWU/XuoU61XMoGQPBFq7wus4sWVJtRN9PQ=",
	  UP_VERDICT_VERIFIED, "structure holds; account 210987654321" },
	{ "aws-bedrock", "bedrock-api-key-",
	  "YmVkcm9jay5hbWF6b25hd3MuY29tLz9BY3Rpb249Q2FsbFdpdGhCZWFyZXJUb2tlbiZYLUFtei1BbGdvcml0aG09QV"
	  "dTNC1ITUFDLVNIQTI1NiZYLUFtei1DcmVkZW50aWFsPUFTSUFRV0VSVFoyMzQ1QVNERkdIJTJGMjAyNjAxMzElMkZ1"
	  "cy1lYXN0LTElMkZiZWRyb2NrJTJGYXdzNF9yZXF1ZXN0JlgtQW16LURhdGU9MjAyNjAxMzFUMjMwMDAwWiZYLUFtei"
	  "1FeHBpcmVzPTQzMjAwJlgtQW16LVNpZ25lZEhlYWRlcnM9aG9zdCZYLUFtei1TaWduYXR1cmU9MWQ0YzQ1N2RlOTU3"
	  "Zjg4YzJlODc5ZmU5ZWY0NTQwZjM3MTFhMjM2NGU1M2UwYmM0OGNjZmZiOWQwNTZkYTgxNiZWZXJzaW9uPTE=",
	  UP_VERDICT_VERIFIED, "structure holds; expires on 2026-02-01" }, /* ends 2026-02-01 */
	{ "pypi", "pypi-",
	  "AgEIcHlwaS5vcmcCJDVmMWUwYzFkLTdmMTAtNGNjOC1iMmEyLTBhMWM3YjNlOWQ1NAACF1sxLCBbInVwbGludC1leG"
	  "FtcGxlIl1dAAAGIDYkDPKmdrDxdpEMvByH5VoAjGmuiXdx4IkQasBEORbq",
	  UP_VERDICT_VERIFIED, "structure holds; for pypi.org" },
	{ "pypi", "pypi-",
	  "AgENdGVzdC5weXBpLm9yZwIkNWYxZTBjMWQtN2YxMC00Y2M4LWIyYTItMGExYzdiM2U5ZDU0AAIbWzAsIDE3MDAwMD"
	  "AwMDAsIDE2MDAwMDAwMDBdAAAGIDnFZL88ttZ-sJ_3veAp-XSucy7TKdPaCg1gY3aj75Js",
	  UP_VERDICT_DOUBTFUL, "structure holds; for test.pypi.org; expired on 2023-11-14" }, /* ended 2023-11-14 */
	{ "jwt", "eyJ",
	  "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2xvZ2luLmFjbWUuZXhhbXBsZS8iLCJzdWIi"
	  "OiJzdmMiLCJleHAiOjE5MDAwMDAwMDB9.6g5YHGFyfbKMayiioUaAO9kj73kBJMO-N7Wr0l6bmT4",
	  UP_VERDICT_VERIFIED, "structure holds; issuer https://login.acme.example/; expires on 2030-03-17" }, /* 2030-03-17 */
	{ "jwt", "eyJ",
	  "hbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0.eyJpc3MiOiJhY21lIiwiZXhwIjoxNzA5MjUxMjAwf"
	  "Q.1lyeEetq-u3TUS_xs1qPcg35D3kPxKIUD9T73xN_F3_KGXOBSlSNDJGmbZq1U0jDmHn3lsrhJsiEr1rLdI8zSvA_"
	  "phoTnsxEDNn8fXadRk5qXKqVGoEJtamz1CsNxeNlrsE_I0mR6H7ixPpHJVqC8bwIn7KwbtoMkOp5Ku6y_tfnH1u-W2"
	  "VYNW3MheYmmlXxR8FvBJO5GAHin6n7u3bIPBfvS_v7dRNp8EYa9ffAcMuMQKviO10zgYlPqpukihbe7B2gio777vus"
	  "IR13wrEdcTIo151Ri7GdOReEwslAYe2Kt5ewejcUHEuQvwkvPjm9WXmiTru-AnpTKpn8aVzXsw",
	  UP_VERDICT_DOUBTFUL, "structure holds; issuer acme; expired on 2024-03-01" }, /* ended 2024-03-01 */
	{ "jwt", "eyJ", "hbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", UP_VERDICT_DOUBTFUL,
	  "not signed: its algorithm is none; never expires" }, /* none */
	{ "jwt", "eyJ",
	  "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiIsIm5hbWUiOiJBZGEifQ.YGDjzDHttcVUe8LnP7itF"
	  "nK5VTiysn_EeO17UvnUYFw",
	  UP_VERDICT_DOUBTFUL, "signed with a key of public examples; never expires" }, /* public key */
	{ "jwt", "eyJ", "hbGciOiJFUzI1NiJ9.eyJzdWIiOiI0MiJ9.vgt0rIehNzRnt-zvaB6NTf1vZPocQtOd7otrlHOHfp9m6Kaq_SSlcA", UP_VERDICT_DOUBTFUL,
	  "length of its signature does not fit ES256: cut, altered or made up; never expires" }, /* short signature */
	{ "jwt", "eyJ",
	  "hbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.VM9XKPvH-AQ-5i8MSKmFssaCDmitP_WYBWyJJVVmM5NEQD"
	  "_yooDOTyURCJo-4DtfR4Bem88XH05lythjeaxQUg.T07sCLSi8sHaEsZE.J0A5RArU-vWeT1frrN_QRm0nmU_U30kl"
	  "tjPl_Jjs9ml-ArBmQpbW7w.aAZL1gRtXGob8t8iudk7-Q",
	  UP_VERDICT_WELL_FORMED, "encrypted" }, /* encrypted */
	{ "github", "ghs_",
	  "123456_eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJnaXRodWIiLCJleHAiOjE5MDAwMDAwMDB9.j"
	  "JTdp2YJBuKLihjbg0z6Ae817ezFhnHlb8dRb7uXdrWpCXjSIy3D9pdfUa2HURkXT3on93NPzj19XZFNKoDk5xsWWV5"
	  "eDOi8h3OZnoex_gf6WZJ9UWiqnH20HIKZTgoR_m1G8GEfoMn6xUHyhdqWxyif3feBi_M3WjahRPK2doqg9GmZTWbL_"
	  "K8WX3IGSh2uq2YHP8hnkTw2pO8X-GKsJX1NCPC7rE3xqkqt2g2gVLrH5mXlusziqRw5a50EuY7Wa01hGgJAphKOy7O"
	  "OBbGmOpvfMJrjeAhVqBbzP1R3wThBwl6dptc82PghZxW4ueIg4SR5HuV6Pk-pn1jKLerCkw",
	  UP_VERDICT_VERIFIED, "app 123456; structure holds; issuer github; expires on 2030-03-17" }, /* jwt */
	{ "sentry", "sntrys_",
	  "eyJpYXQiOiAxNzAwMDAwMDAwLjUsICJ1cmwiOiAiaHR0cHM6Ly9zZW50cnkuZXhhbXBsZSIsICJyZWdpb25fdXJsIj"
	  "ogImh0dHBzOi8vdXMuc2VudHJ5LmV4YW1wbGUiLCAib3JnIjogImFjbWUifQ_aaf3a0DWbgUiv6UjxckflOlZWYanl"
	  "cDb103Xsz5j8Gr",
	  UP_VERDICT_VERIFIED, "structure holds; organization acme" },
	{ "grafana-cloud", "glc_",
	  "eyJvIjogIjMxNDE1OSIsICJuIjogInN0YWNrLTEtcHVzaCIsICJrIjogIjBEbUxwbWhmOGp6UVd1NlBYeEIwM1VwSy"
	  "IsICJtIjogeyJyIjogImV1In19",
	  UP_VERDICT_VERIFIED, "structure holds; name stack-1-push; organization 314159" },
	{ "grafana-cloud", "eyJ", "rIjoiT2tKU0pIOUVTUm1RbFBpWlEzNktIdUNkdW9OUW5vanYiLCJuIjoiY2kiLCJpZCI6N30=", UP_VERDICT_VERIFIED,
	  "structure holds; name ci; organization 7" }, /* old */
	{ "onepassword", "ops_",
	  "eyJzaWduSW5BZGRyZXNzIjogImFjbWUuMXBhc3N3b3JkLmV4YW1wbGUiLCAidXNlckF1dGgiOiB7Im1ldGhvZCI6IC"
	  "JTUlBnLTQwOTYifSwgImVtYWlsIjogInhAeS5leGFtcGxlIiwgInNlY3JldEtleSI6ICJBMy11OWRJRURwRU5JazRn"
	  "WXIyTjZJMjlkdjFYayJ9",
	  UP_VERDICT_VERIFIED, "structure holds; for acme.1password.example" },
	{ "jfrog", "cmVmdGtu", "OjAxOjE3NjcyMjU2MDA6Q1M5N3JoUW05dmQ2TTBzSXZxendlYWJCVXJwanBubmo=", UP_VERDICT_VERIFIED, "structure holds" },
	{ "jfrog", "AKCp", "e2KFoA8AAXaTYHb8iw5NPrhr31bz6ZnPY2rVpB1AzQgbpiULU1bL29PYDRrkxKr6mRt7g", UP_VERDICT_WELL_FORMED, "" },
	{ "jira", "MjcxOD", "I4MTgyODQ1Ov7Nfjpb2V/GEzT9Vw0kJO/LLhiw", UP_VERDICT_VERIFIED, "structure holds" },
	{ "discord", "NzU0Nj", "c5NDQwOTk4NDEyMzQ1.wqPxsB.3HjjumO9fM3uBjr5oiSFtm9VREtRfQeMTyTLMi", UP_VERDICT_VERIFIED,
	  "structure holds; bot 754679440998412345" },
	{ "telegram", "123450", "9876:AAJ2ij9goUQLKUICZ8AxTbZt9LZoHgkt6VZ", UP_VERDICT_WELL_FORMED, "bot 1234509876" },
	{ "slack", "xoxe.xoxp-1-",
	  "Mi0yLTkxODM3NDY1MDEtOTE4Mzc0NjUwMi05MTgzNzQ2NTAzLTE1OTc2OTA3MzhkZmZkNDIyZDA0NGE0OGViOWZkOW"
	  "UxNDFjNDdiMWMwNzQ0NGVkZWQ1NzZjMmY0YTVkNDUyNzk",
	  UP_VERDICT_VERIFIED, "structure holds" },
};
