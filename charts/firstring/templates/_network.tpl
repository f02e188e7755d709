{{/* In: our own pods on gRPC, whoever may on HTTP and SIP. Out: names, our own pods, Kafka, MongoDB, the collector, what the component needs. */}}
{{- define "firstring.network" -}}
{{- with .values.networkPolicy }}
{{- if .enabled }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "firstring.metadata" $ | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "firstring.selector" $ | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/instance: {{ $.root.Release.Name }}
    - {{ with .metricsFrom }}from: {{ toJson . }}
      {{ end }}ports: [{ protocol: TCP, port: admin }]
    {{- if $.facts.http }}
    - {{ with .ingressFrom }}from: {{ toJson . }}
      {{ end }}ports: [{ protocol: TCP, port: http }]
    {{- end }}
    {{- if eq $.key "sip" }}
    - {{ with .ingressFrom }}from: {{ toJson . }}
      {{ end }}ports:
        - { protocol: UDP, port: {{ $.values.server.port }} }
        - { protocol: TCP, port: {{ $.values.server.port }} }
        - { protocol: UDP, port: {{ $.values.media.rtpPortMin }}, endPort: {{ $.values.media.rtpPortMax }} }
    {{- end }}
  egress:
    - to:
        - podSelector:
            matchLabels:
              app.kubernetes.io/instance: {{ $.root.Release.Name }}
    - ports:
        - { protocol: UDP, port: 53 }
        - { protocol: TCP, port: 53 }
    - ports:
        {{- range .egressPorts }}
        - { protocol: TCP, port: {{ . }} }
        {{- end }}
    {{- if $.facts.webhooks }}
    # Webhooks; their addresses are also checked by the service, which calls nothing private.
    - ports:
        - { protocol: TCP, port: 80 }
        - { protocol: TCP, port: 443 }
    {{- end }}
    {{- if eq $.key "sip" }}
    # Phones and carriers choose their ports.
    - ports:
        - { protocol: UDP, port: 1024, endPort: 65535 }
        - { protocol: TCP, port: 1024, endPort: 65535 }
    {{- end }}
{{- end }}
{{- end }}
{{- end -}}
