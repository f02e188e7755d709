{{/*
Everything of one component: (dict "root" $ "key" "leadStore"). What it has is in files/components.yaml, what it is told in its values,
over those of `defaults`. The context that the other templates get: root, key, name, facts, values.
*/}}
{{- define "firstring.context" -}}
{{- $facts := get (.root.Files.Get "files/components.yaml" | fromYaml) .key -}}
{{- $values := mergeOverwrite (deepCopy .root.Values.defaults) (get .root.Values .key) -}}
{{- dict "facts" $facts "values" $values "name" (printf "%s-%s" (include "firstring.fullname" .root) (kebabcase .key)) | toJson -}}
{{- end -}}

{{- define "firstring.component" -}}
{{- $context := merge (dict "root" .root "key" .key) (include "firstring.context" . | fromJson) -}}
{{- if $context.values.enabled }}
{{- range list "workload" "services" "scaling" "network" "monitor" }}
{{- with include (printf "firstring.%s" .) $context | trim }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
