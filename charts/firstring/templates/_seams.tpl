{{/* Kafka and MongoDB (ADR 22), for every service and the migration. */}}
{{- define "firstring.seamEnv" -}}
{{- $kafka := .Values.kafka.external -}}
{{- $name := include "firstring.fullname" . -}}
- name: KAFKA_BROKERS
  value: {{ include "firstring.brokers" . }}
- { name: KAFKA_CLIENT, value: {{ $kafka.client }} }
- { name: KAFKA_TOPIC_PREFIX, value: {{ $kafka.topicPrefix | quote }} }
- { name: KAFKA_REPLICATION, value: {{ ternary 1 $kafka.replication .Values.evaluation.enabled | toString | quote }} }
{{- with $kafka.sasl }}
{{- if .mechanism }}
{{- $secret := required "kafka.external.sasl.existingSecret: name the Secret with user name and password" .existingSecret }}
- { name: KAFKA_SASL_MECHANISM, value: {{ .mechanism }} }
- name: KAFKA_SASL_USERNAME
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: {{ .usernameKey }} } }
- name: KAFKA_SASL_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ $secret }}, key: {{ .passwordKey }} } }
{{- if .insecure }}
- { name: KAFKA_INSECURE, value: accepted }
{{- end }}
{{- end }}
{{- end }}
{{- with $kafka.tls }}
{{- if .enabled }}
- { name: KAFKA_TLS, value: "on" }
{{- range $variable, $key := dict "KAFKA_TLS_CA_FILE" .caKey "KAFKA_TLS_CERT_FILE" .certKey "KAFKA_TLS_KEY_FILE" .keyKey }}
{{- if and $key $kafka.tls.existingSecret }}
- { name: {{ $variable }}, value: /etc/firstring/kafka/{{ $key }} }
{{- end }}
{{- end }}
{{- end }}
{{- end }}
- name: MONGODB_URL
  {{- if .Values.mongo.external.uriSecret.existingSecret }}
  valueFrom: { secretKeyRef: { name: {{ .Values.mongo.external.uriSecret.existingSecret }}, key: {{ .Values.mongo.external.uriSecret.key }} } }
  {{- else if .Values.evaluation.enabled }}
  value: mongodb://{{ $name }}-mongo-0.{{ $name }}-mongo.{{ .Release.Namespace }}:27017/?replicaSet=rs0
  {{- else }}
  {{- fail "mongo.external.uriSecret.existingSecret: name the Secret with MongoDB's URL, or set evaluation.enabled for a look" }}
  {{- end }}
- { name: MONGODB_DATABASE_PREFIX, value: {{ .Values.mongo.external.databasePrefix | quote }} }
{{- end -}}

{{- define "firstring.brokers" -}}
{{- if .Values.kafka.external.brokers -}}
{{- .Values.kafka.external.brokers | quote -}}
{{- else if .Values.evaluation.enabled -}}
{{- printf "%s-kafka.%s:9092" (include "firstring.fullname" .) .Release.Namespace | quote -}}
{{- else -}}
{{- fail "kafka.external.brokers: say where your Kafka is, or set evaluation.enabled for a look" -}}
{{- end -}}
{{- end -}}

{{- define "firstring.seamMounts" -}}
{{- if and .Values.kafka.external.tls.enabled .Values.kafka.external.tls.existingSecret -}}
- { name: kafka-tls, mountPath: /etc/firstring/kafka, readOnly: true }
{{- end }}
{{- end -}}

{{- define "firstring.seamVolumes" -}}
{{- if and .Values.kafka.external.tls.enabled .Values.kafka.external.tls.existingSecret -}}
- name: kafka-tls
  secret: { secretName: {{ .Values.kafka.external.tls.existingSecret }}, defaultMode: 0440 }
{{- end }}
{{- end -}}
