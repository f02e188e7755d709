{{- define "firstring.services" -}}
# Headless: clients see every pod and take turns (round robin).
apiVersion: v1
kind: Service
metadata:
  {{- include "firstring.metadata" (merge (dict "name" (printf "%s-grpc" .name)) .) | nindent 2 }}
spec:
  clusterIP: None
  selector:
    {{- include "firstring.selector" . | nindent 4 }}
  ports:
    - { name: admin, port: {{ include "firstring.adminPort" . }}, targetPort: admin }
    {{- with .facts.grpc }}
    - { name: grpc, port: {{ . }}, targetPort: grpc, appProtocol: grpc }
    {{- end }}
{{- if .facts.http }}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
  {{- with .values.service.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ .values.service.type }}
  {{- if .facts.sticky }}
  sessionAffinity: ClientIP
  {{- end }}
  selector:
    {{- include "firstring.selector" . | nindent 4 }}
  ports:
    - { name: http, port: {{ .values.service.port }}, targetPort: http, appProtocol: http }
{{- if .values.ingress.enabled }}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
  {{- with .values.ingress.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with .values.ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  {{- with .values.ingress.tlsSecret }}
  tls:
    - hosts: [{{ $.values.ingress.host | quote }}]
      secretName: {{ . }}
  {{- end }}
  rules:
    - host: {{ required (printf "%s.ingress.host: say under which name" .key) .values.ingress.host | quote }}
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: {{ .name }}, port: { name: http } } }
{{- end }}
{{- end }}
{{- if .facts.stateful }}
---
# Gives each pod a name of its own, ready or not.
apiVersion: v1
kind: Service
metadata:
  {{- include "firstring.metadata" . | nindent 2 }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  selector:
    {{- include "firstring.selector" . | nindent 4 }}
  ports:
    - { name: grpc, port: {{ .facts.grpc }}, targetPort: grpc, appProtocol: grpc }
{{- end }}
{{- end -}}
