{{/* The SIP server and the media relay of one pod of `sip`; they start before the service and end after it. */}}
{{- define "firstring.sipSidecars" -}}
{{- $server := .values.server -}}
{{- $media := .values.media -}}
{{- $secret := dict "root" .root "key" .key "value" "controlSecret" "secret" .values.controlSecret -}}
- name: {{ $server.type }}
  image: {{ include "firstring.image" (dict "root" .root "image" $server.image) }}
  imagePullPolicy: {{ default "IfNotPresent" $server.image.pullPolicy }}
  restartPolicy: Always
  {{- if eq $server.type "drachtio" }}
  args:
    - drachtio
    - --contact
    - sip:*:{{ $server.port }};transport=udp,tcp
    - --port
    - "9022"
    - --address
    - 127.0.0.1
    {{- range $server.extraArgs }}
    - {{ . | quote }}
    {{- end }}
  env:
    {{- include "firstring.secretEnv" (merge (dict "name" "DRACHTIO_SECRET") $secret) | trim | nindent 4 }}
    {{- with $server.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  startupProbe:
    tcpSocket: { port: sip-tcp }
    periodSeconds: 1
    failureThreshold: 300
  {{- else }}
  env:
    {{- include "firstring.machineEnv" (merge (dict "adminPort" 9465) .) | nindent 4 }}
    - { name: SIP_LISTEN, value: "$(POD_IP):{{ $server.port }}" }
    - { name: SIP_CONTROL_LISTEN, value: "127.0.0.1:9022" }
    {{- include "firstring.secretEnv" (merge (dict "name" "SIP_CONTROL_SECRET") $secret) | trim | nindent 4 }}
    {{- include "firstring.config" $server.config | nindent 4 }}
    {{- with $server.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- include "firstring.machineProbe" 9465 | nindent 2 }}
  {{- end }}
  ports:
    - { name: sip-udp, containerPort: {{ $server.port }}, protocol: UDP }
    - { name: sip-tcp, containerPort: {{ $server.port }}, protocol: TCP }
  resources:
    {{- toYaml $server.resources | nindent 4 }}
  securityContext:
    {{- include "firstring.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - { name: scratch, mountPath: /tmp }
    {{- with $server.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- if eq $media.type "relay" }}
- name: media-relay
  image: {{ include "firstring.image" (dict "root" .root "image" $media.image) }}
  imagePullPolicy: {{ default "IfNotPresent" $media.image.pullPolicy }}
  restartPolicy: Always
  env:
    {{- include "firstring.machineEnv" (merge (dict "adminPort" 9466) .) | nindent 4 }}
    - { name: MEDIA_RELAY_NG_LISTEN, value: "127.0.0.1:22222" }
    - { name: MEDIA_RELAY_INTERFACE, value: $(POD_IP) }
    - { name: MEDIA_RELAY_PORT_MIN, value: {{ $media.rtpPortMin | toString | quote }} }
    - { name: MEDIA_RELAY_PORT_MAX, value: {{ $media.rtpPortMax | toString | quote }} }
    {{- if .root.Values.recordings.existingClaim }}
    - { name: MEDIA_RELAY_RECORDINGS_FOLDER, value: /var/lib/recordings }
    {{- end }}
    {{- include "firstring.config" $media.config | nindent 4 }}
    {{- with $media.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- include "firstring.machineProbe" 9466 | nindent 2 }}
  resources:
    {{- toYaml $media.resources | nindent 4 }}
  securityContext:
    {{- include "firstring.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - { name: scratch, mountPath: /tmp }
    {{- if .root.Values.recordings.existingClaim }}
    - { name: recordings, mountPath: /var/lib/recordings }
    {{- end }}
{{- end }}
{{- end -}}

{{/* A process beside the service. It is stopped only after the service has ended, so it waits for nobody. */}}
{{- define "firstring.machineEnv" -}}
- name: POD_IP
  valueFrom: { fieldRef: { fieldPath: status.podIP } }
- { name: LOG_LEVEL, value: {{ .root.Values.global.logLevel }} }
- { name: DATA_DIR, value: /tmp/firstring }
- { name: ADMIN_LISTEN, value: "0.0.0.0:{{ .adminPort }}" }
- { name: DRAIN_NOTICE_MS, value: "0" }
- { name: STOP_MS_MAX, value: "5000" }
{{- end -}}

{{- define "firstring.machineProbe" -}}
startupProbe:
  httpGet: { path: /readyz, port: {{ . }} }
  periodSeconds: 1
  failureThreshold: 300
livenessProbe:
  httpGet: { path: /livez, port: {{ . }} }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end -}}

{{- define "firstring.sipEnv" -}}
- name: SIP_INSTANCE
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- { name: SIP_CONTROL_HOST, value: 127.0.0.1 }
- { name: SIP_CONTROL_PORT, value: "9022" }
{{- if eq .values.media.type "relay" }}
- { name: SIP_MEDIA_HOST, value: 127.0.0.1 }
{{- else }}
- name: SIP_MEDIA_HOST
  valueFrom: { fieldRef: { fieldPath: status.hostIP } }
{{- end }}
- { name: SIP_MEDIA_PORT, value: "22222" }
{{- end -}}
