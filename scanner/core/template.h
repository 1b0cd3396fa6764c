/* Template markers in configuration files: Jinja {{ }} {% %} {# #}, ERB <% %>, Go templates {{ }}. */
#pragma once

#include "base/arena.h"

/* The offset of the first marker, or UINT32_MAX. `${{ }}` (GitHub Actions expressions) is no template. */
uint32_t up_template_first(up_str text);

/* A copy of the same length and with the same line ends, with every marker blanked: a line that holds nothing else becomes blanks; inside a line
 * an expression becomes letters 'x' ("port = {{ port }}" → "port = xxxxxxxxxx"), a statement ({% %}, <% %>, comments, and Go's
 * {{ if }} {{ end }} and their kin) blanks. */
up_str up_template_mask(up_str text, struct up_arena *arena);

/* The stretches of text, ascending and apart, that a template chooses by the version that it is rendered for, all branches of the choice together:
 * `{{ if semverCompare ">=1.19-0" .Capabilities.KubeVersion.Version }} … {{ else }} … {{ end }}`. Returns how many. */
size_t up_template_branches(up_str text, struct up_arena *arena, up_span **ret_spans);
