import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.util.Map;
import org.openapitools.client.ApiClient;

/** Reads later answers with the client that openapi-generator makes of today's contract; prints as read.py does. */
class Read {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = ApiClient.createDefaultObjectMapper();
    for (JsonNode later : json.readTree(new File("later.json"))) {
      Class<?> schema = Class.forName("org.openapitools.client.model." + later.get("schema").asText());
      Map<String, ?> told;
      try {
        told = Map.of("read", json.treeToValue(later.get("answer"), schema));
      } catch (JsonProcessingException error) {
        told = Map.of("lost", error.getMessage());
      }
      System.out.println(json.writeValueAsString(told));
    }
  }
}
