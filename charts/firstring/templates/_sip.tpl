{{/* The SIP server and the media relay of one pod of `sip`; they start before the service and end after it. */}}
{{- define "firstring.sipSidecars" -}}
{{- $server := .values.server -}}
{{- $media := .values.media -}}
- name: {{ $server.type }}
  image: {{ include "firstring.image" (dict "root" .root "image" $server.image) }}
  imagePullPolicy: {{ default "IfNotPresent" $server.image.pullPolicy }}
  restartPolicy: Always
  {{- if eq $server.type "drachtio" }}
  # The secret comes from a file's place in the environment, never from the command line.
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
  {{- end }}
  env:
    - name: POD_IP
      valueFrom: { fieldRef: { fieldPath: status.podIP } }
    {{- if eq $server.type "drachtio" }}
    {{- include "firstring.secretEnv" (dict "root" .root "name" "DRACHTIO_SECRET" "key" .key "value" "controlSecret" "secret" .values.controlSecret) | nindent 4 }}
    {{- else }}
    - { name: LOG_LEVEL, value: {{ .root.Values.global.logLevel }} }
    - { name: SIP_LISTEN, value: "$(POD_IP):{{ $server.port }}" }
    - { name: SIP_CONTROL_LISTEN, value: "127.0.0.1:9022" }
    {{- include "firstring.secretEnv" (dict "root" .root "name" "SIP_CONTROL_SECRET" "key" .key "value" "controlSecret" "secret" .values.controlSecret) | nindent 4 }}
    {{- end }}
    {{- with $server.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  ports:
    - { name: sip-udp, containerPort: {{ $server.port }}, protocol: UDP }
    - { name: sip-tcp, containerPort: {{ $server.port }}, protocol: TCP }
  startupProbe:
    tcpSocket: { port: sip-tcp }
    periodSeconds: 1
    failureThreshold: 60
  resources:
    {{- toYaml $server.resources | nindent 4 }}
  securityContext:
    {{- include "firstring.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - { name: scratch, mountPath: /tmp }
{{- if eq $media.type "relay" }}
- name: media-relay
  image: {{ include "firstring.image" (dict "root" .root "image" $media.image) }}
  imagePullPolicy: {{ default "IfNotPresent" $media.image.pullPolicy }}
  restartPolicy: Always
  env:
    - name: POD_IP
      valueFrom: { fieldRef: { fieldPath: status.podIP } }
    - { name: LOG_LEVEL, value: {{ .root.Values.global.logLevel }} }
    - { name: MEDIA_NG_LISTEN, value: "127.0.0.1:22222" }
    - { name: MEDIA_INTERFACE, value: $(POD_IP) }
    - { name: MEDIA_PORT_MIN, value: {{ $media.rtpPortMin | toString | quote }} }
    - { name: MEDIA_PORT_MAX, value: {{ $media.rtpPortMax | toString | quote }} }
    {{- if .root.Values.recordings.existingClaim }}
    - { name: MEDIA_RECORDINGS_FOLDER, value: /var/lib/recordings }
    {{- end }}
    {{- with $media.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
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
