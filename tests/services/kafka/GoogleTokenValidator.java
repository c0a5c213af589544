package caravan.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;

/**
 * Judges tokens as brokers of Google's Managed Service for Apache Kafka do: three parts, of which the last one is an
 * access token and the others say whose. Access tokens that are good here say until when: "good-" and milliseconds since
 * 1970. A connection lasts as long as that.
 */
public final class GoogleTokenValidator implements AuthenticateCallbackHandler {
  private record Token(String value, String principalName, long lifetimeMs, Long startTimeMs)
      implements OAuthBearerToken {
    @Override
    public Set<String> scope() {
      return Set.of("kafka");
    }
  }

  private static final String GOOD = "good-";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {}

  @Override
  public void close() {}

  @Override
  public void handle(Callback[] callbacks) {
    for (Callback callback : callbacks) {
      if (callback instanceof OAuthBearerValidatorCallback asked) judge(asked);
    }
  }

  private static void judge(OAuthBearerValidatorCallback asked) {
    try {
      asked.token(validated(asked.tokenValue()));
    } catch (IOException | IllegalArgumentException refusal) {
      asked.error("invalid_token: " + refusal.getMessage(), null, null);
    }
  }

  private static Token validated(String value) throws IOException {
    String[] parts = value.split("\\.", -1);
    require(parts.length == 3, "not three parts");
    JsonNode header = JSON.readTree(decoded(parts[0]));
    require(header.path("typ").asText().equals("JWT"), "typ");
    require(header.path("alg").asText().equals("GOOG_OAUTH2_TOKEN"), "alg");

    JsonNode claims = JSON.readTree(decoded(parts[1]));
    long now = System.currentTimeMillis();
    String subject = claims.path("sub").asText();
    require(claims.path("iss").asText().equals("Google"), "iss");
    require(claims.path("scope").asText().equals("kafka"), "scope");
    require(subject.contains("@"), "sub");
    require(claims.path("iat").isIntegralNumber() && claims.path("iat").asLong() * 1000 <= now + 1000, "iat");
    require(claims.path("exp").isIntegralNumber() && claims.path("exp").asLong() * 1000 > now, "exp");

    String access = decoded(parts[2]);
    require(access.startsWith(GOOD), "the access token is not good");
    long end = Long.parseLong(access.substring(GOOD.length()));
    require(end > now, "the access token has ended");
    return new Token(value, subject, end, claims.path("iat").asLong() * 1000);
  }

  private static String decoded(String part) {
    require(!part.endsWith("="), "padding");
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }

  private static void require(boolean holds, String what) {
    if (!holds) throw new IllegalArgumentException(what);
  }
}
