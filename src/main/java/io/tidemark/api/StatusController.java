package io.tidemark.api;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/status}: how fresh the figures are, and what keeps them so. */
@RestController
class StatusController {

    private final ReadStatus readStatus;

    StatusController(ReadStatus readStatus) {
        this.readStatus = readStatus;
    }

    @GetMapping("/api/status")
    ResponseEntity<Status> status() {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(readStatus.now());
    }
}
