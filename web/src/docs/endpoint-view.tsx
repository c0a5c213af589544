import { Fragment } from "react";
import { type Content, type Endpoint, headersOf, type MediaType, type OpenApi, responsesOf } from "./openapi";
import { Phrase, Prose } from "./prose";
import { SchemaLine } from "./schema-view";
import styles from "./docs.module.css";

export function EndpointView({ api, endpoint }: { api: OpenApi; endpoint: Endpoint }) {
  const { method, operation, path, parameters, needsToken } = endpoint;
  return (
    <article className={styles.endpoint} id={operation.operationId}>
      <h3>{operation.summary}</h3>
      <p className={styles.route}>
        <span className={styles.method} data-method={method}>
          {method.toUpperCase()}
        </span>
        <code>{path}</code>
        {needsToken ? null : <span className={styles.open}>no token needed</span>}
      </p>
      {operation.description ? <Prose text={operation.description} /> : null}
      {parameters.length > 0 ? (
        <>
          <h4>Parameters</h4>
          <dl>
            {parameters.map((parameter) => (
              <Fragment key={parameter.name}>
                <dt>
                  <code>{parameter.name}</code>
                  <em>
                    {" "}
                    {parameter.in}
                    {parameter.required ? "" : ", optional"}
                  </em>
                </dt>
                <dd>
                  <SchemaLine schema={parameter.schema} />
                  {parameter.description ? (
                    <>
                      {". "}
                      <Phrase text={parameter.description} />
                    </>
                  ) : null}
                </dd>
              </Fragment>
            ))}
          </dl>
        </>
      ) : null}
      {operation.requestBody ? (
        <>
          <h4>Body</h4>
          <ContentView content={operation.requestBody.content} />
        </>
      ) : null}
      <h4>Answers</h4>
      {responsesOf(api, operation).map(([status, response]) => (
        <details key={status} className={styles.answer} open={status.startsWith("2")}>
          <summary>
            <span className={styles.status} data-good={status.startsWith("2")}>
              {status}
            </span>
            <Phrase text={response.description} />
          </summary>
          {headersOf(api, response).map(([name, header]) => (
            <p key={name}>
              <code>{name}</code>: <SchemaLine schema={header.schema} />. <Phrase text={header.description} />
            </p>
          ))}
          {response.content ? <ContentView content={response.content} /> : null}
        </details>
      ))}
    </article>
  );
}

function ContentView({ content }: { content: Content }) {
  return Object.entries(content).map(([type, media]) => (
    <div key={type}>
      <p>
        <code>{type}</code> <SchemaLine schema={media.schema} />
      </p>
      {examplesOf(media).map((example, at) => (
        <pre key={at} tabIndex={0} aria-label="Example">
          {typeof example === "string" ? example.trim() : JSON.stringify(example, null, 2)}
        </pre>
      ))}
    </div>
  ));
}

function examplesOf(media: MediaType): readonly unknown[] {
  if (media.example !== undefined) return [media.example];
  return Object.values(media.examples ?? {}).map((example) => example.value);
}
