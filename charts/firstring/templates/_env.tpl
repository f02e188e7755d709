{{/* Environment of one component: what the chart knows, then its `config`, then `extraEnv`. */}}
{{- define "firstring.env" -}}
{{- $context := . -}}
- { name: LOG_LEVEL, value: {{ .root.Values.global.logLevel }} }
- { name: DATA_DIR, value: /tmp/firstring }
- { name: ADMIN_LISTEN, value: "0.0.0.0:{{ include "firstring.adminPort" . }}" }
- { name: DRAIN_NOTICE_MS, value: "{{ mul (int .values.drainNoticeSeconds) 1000 }}" }
- { name: STOP_MS_MAX, value: "{{ mul (sub (int .values.terminationGracePeriodSeconds) 3) 1000 }}" }
{{- with .facts.grpc }}
- { name: GRPC_LISTEN, value: "0.0.0.0:{{ . }}" }
{{- end }}
{{- with .facts.http }}
- { name: HTTP_LISTEN, value: "0.0.0.0:{{ . }}" }
{{- end }}
{{- range .facts.calls }}
- name: {{ snakecase . | upper }}_ADDRESS
  value: {{ include "firstring.grpcAddress" (dict "root" $context.root "key" .) }}
{{- end }}
{{- include "firstring.seamEnv" .root | nindent 0 }}
{{- range $name, $value := default dict .facts.secrets }}
{{- include "firstring.secretEnv" (dict "root" $context.root "name" $name "key" $context.key "value" $value "secret" (get $context.values $value)) }}
{{- end }}
{{- if eq .key "scheduler" }}
- name: SCHEDULER_INSTANCE
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- { name: SCHEDULER_ADVERTISE, value: "$(SCHEDULER_INSTANCE).{{ .name }}.{{ .root.Release.Namespace }}:{{ .facts.grpc }}" }
{{- if .values.persistence.enabled }}
- { name: SCHEDULER_SNAPSHOT_DIR, value: /var/lib/firstring/snapshots }
{{- end }}
{{- end }}
{{- if and (eq .key "console") .root.Values.recordings.existingClaim }}
- { name: CONSOLE_RECORDINGS_FOLDER, value: /var/lib/recordings }
{{- end }}
{{- if eq .key "sip" }}
{{- include "firstring.sipEnv" . | nindent 0 }}
{{- end }}
{{- with .root.Values.telemetry.otlpEndpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
- { name: OTEL_SERVICE_NAME, value: firstring-{{ kebabcase $context.key }} }
{{- end }}
{{- include "firstring.config" .values.config | nindent 0 }}
{{- with .values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "firstring.config" -}}
{{- range $name, $value := . }}
- { name: {{ $name }}, value: {{ include "firstring.text" $value }} }
{{- end }}
{{- end -}}

{{/* A value as an environment variable: numbers without the exponent that YAML gives large ones. */}}
{{- define "firstring.text" -}}
{{- if kindIs "string" . }}{{ . | toJson }}{{ else }}{{ toJson . | toJson }}{{ end -}}
{{- end -}}

{{- define "firstring.grpcAddress" -}}
{{- $facts := get (.root.Files.Get "files/components.yaml" | fromYaml) .key -}}
{{- printf "dns:///%s-%s-grpc.%s:%v" (include "firstring.fullname" .root) (kebabcase .key) .root.Release.Namespace $facts.grpc -}}
{{- end -}}

{{- define "firstring.secretEnv" -}}
{{- $own := eq .value "adminPassword" -}}
{{- if .secret.existingSecret }}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ .secret.existingSecret }}, key: {{ .secret.key }} } }
{{- else if .root.Values.evaluation.enabled }}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ include "firstring.fullname" .root }}-evaluation, key: {{ .secret.key }} } }
{{- else if not $own }}
{{- fail (printf "%s.%s.existingSecret: name the Secret whose key %s holds it" .key .value .secret.key) }}
{{- end }}
{{- end -}}
